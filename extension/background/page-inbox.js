/** Hands a message to the part of a page's session that it is for. Keeps nothing. */

/**
 * @param {import("./page-session.js").PageSession} session
 * @param {Messages.FromPage} message
 * @returns {boolean}  whether it was for the session; the rest is for the worker as a whole
 */
export function takeFromPage(session, message) {
  switch (message.type) {
    case "listing":
      session.takeListing(message);
      return true;
    case "no-listing":
      session.takeNoListing();
      return true;
    case "drawn":
      session.takeDrawn(message);
      return true;
    case "picked-image":
      void session.uploads.take(message);
      return true;
    case "picked-gone":
      session.uploads.forget(message.id);
      return true;
    case "attempt":
    case "answer":
    case "join":
    case "staged":
      session.lesson.take(message);
      return true;
    default:
      return false;
  }
}

/**
 * @param {import("./page-session.js").PageSession} session  any page: it may be meant or not
 * @param {Messages.FromAgent} message
 */
export function takeFromAgent(session, message) {
  switch (message.type) {
    case "report":
      takerOf(session, message.page)?.takeReport(message);
      break;
    case "error":
      takerOf(session, message.page)?.takeError(message);
      break;
    case "stage":
      if (message.page === session.id) {
        session.lesson.takeStage(message);
      }
      break;
    case "attempted":
    case "answered":
      if (message.page === session.id) {
        session.lesson.takeVerdict(message);
      }
      break;
    case "pong":
      break;
  }
}

/**
 * @param {import("./page-session.js").PageSession} session
 * @param {string | null} page
 */
function takerOf(session, page) {
  return page === session.id ? session : session.uploads.owns(page) ? session.uploads : null;
}
