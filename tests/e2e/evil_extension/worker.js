// What another extension with <all_urls> and declarativeNetRequest can try. Tests call these functions.
"use strict";

/** Rewrites Origin and Sec-Fetch-Site of every request to an address, also of pages and of WebSockets. */
globalThis.forgeHeaders = (urlFilter, origin) => {
  const header = (name, value) => ({ header: name, operation: "set", value });
  const rule = {
    id: 1,
    action: { type: "modifyHeaders", requestHeaders: [header("Origin", origin), header("Sec-Fetch-Site", "none")] },
    condition: { urlFilter, resourceTypes: ["xmlhttprequest", "websocket", "other"] },
  };
  return chrome.declarativeNetRequest.updateSessionRules({ addRules: [rule], removeRuleIds: [1] });
};

globalThis.stopForging = () => chrome.declarativeNetRequest.updateSessionRules({ removeRuleIds: [1] });

globalThis.post = async (url, headers) => {
  const answer = await fetch(url, { method: "POST", headers: { "Content-Type": "application/json", ...headers }, body: "{}" });
  return { status: answer.status, body: await answer.text() };
};

/** Says hello as `clientId` and answers the challenge with `proof`; gives what was heard until the agent closed. */
globalThis.handshake = (url, clientId, nonce, proof) =>
  new Promise((resolve) => {
    const heard = [];
    let opened = false;
    const socket = new WebSocket(url);
    socket.onopen = () => {
      opened = true;
      socket.send(JSON.stringify({ type: "hello", v: 1, client_id: clientId, nonce_c: nonce }));
    };
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(data);
      heard.push(message.type);
      if (message.type === "challenge") socket.send(JSON.stringify({ type: "auth", proof }));
    };
    socket.onclose = ({ code, reason }) => resolve({ opened, heard, code, reason });
  });

/** Every way to speak to another extension; gives the answer or the browser's refusal. */
globalThis.speakTo = async (id, message) => {
  const sent = await chrome.runtime.sendMessage(id, message).then((answer) => ({ answer }), (error) => ({ error: error.message }));
  const connected = await new Promise((resolve) => {
    const port = chrome.runtime.connect(id, { name: "options" });
    const heard = [];
    port.onMessage.addListener((said) => heard.push(said));
    port.onDisconnect.addListener(() => resolve({ heard, error: chrome.runtime.lastError?.message ?? "closed" }));
    port.postMessage(message);
  });
  return { sent, connected };
};
