// Stands for the content scripts of the real extension: keeps what it hears, sends what a test says.
(() => {
  "use strict";
  const tenken = globalThis.tenken;
  if (tenken.loaded) return;
  const heard = [];
  const note = (kind) => (...values) => heard.push([kind, ...values]);
  const pictures = {};
  tenken.link.start({
    onState: note("state"),
    onReport: note("report"),
    onRefused: note("refused"),
    onShow: note("show"),
    onStep: note("step"),
    onOpenCard: note("open-card"),
    onPicked: note("picked"),
    onWaiver: note("waiver"),
    onStage: note("stage"),
    onAttempted: note("attempted"),
    onAnswered: note("answered"),
    onLesson: note("lesson"),
    onNeedImage(url) {
      heard.push(["need-image", url]);
      tenken.link.send({ type: "image-bytes", url, base64: pictures[url] ?? null });
    },
  });
  let revision = 0;
  globalThis.stub = {
    heard,
    pictures,
    of: (kind) => heard.filter(([name]) => name === kind),
    last: (kind) => heard.findLast(([name]) => name === kind)?.[1] ?? null,
    edit(listing) {
      revision += 1;
      tenken.link.send({
        type: "listing",
        revision,
        listing: { platform: "mercari", page: "edit", ...listing },
        expected: ["title", "description", "images"],
        found: ["title"],
      });
      return revision;
    },
    send: (message) => tenken.link.send(message),
  };
  tenken.loaded = true;
})();
