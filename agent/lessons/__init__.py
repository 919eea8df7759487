"""Lessons: planted faults, hunts, quizzes and their recaps. Neither sockets nor storage."""
