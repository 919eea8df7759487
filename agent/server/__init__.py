"""The agent's HTTP and WebSocket server on 127.0.0.1: who may talk, and what is answered."""
