// What a content script of any extension can try. Tests call these functions in its isolated world.
"use strict";

globalThis.openSocket = (url, first = null) =>
  new Promise((resolve) => {
    const heard = [];
    const socket = new WebSocket(url);
    let opened = false;
    socket.onopen = () => {
      opened = true;
      if (first !== null) socket.send(first);
    };
    socket.onmessage = ({ data }) => heard.push(data);
    socket.onclose = ({ code }) => resolve({ opened, code, heard });
  });
