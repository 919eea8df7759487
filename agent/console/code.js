/** Takes the one-time code out of the address before anything else runs, so that it stays in no history. */

const found = /^#c=([A-Za-z0-9_-]{22})$/.exec(location.hash);

if (location.hash !== "") {
  history.replaceState(null, "", location.pathname);
}

/** What the page was opened with. @type {string | null} */
export const code = found?.[1] ?? null;

// A second address pasted into the same tab changes the fragment only.
addEventListener("hashchange", () => location.reload());
