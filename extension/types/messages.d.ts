/** Messages inside the extension: between pages, the panel, the options page and the worker. */
declare namespace Messages {
  type ConnectionState =
    | "connecting"
    | "ready"
    | "not-running"
    | "not-paired"
    | "wrong-agent"
    | "version"
    | "not-answering";

  /** A listing as a page read it: without digests and without what only the settings know. */
  interface Draft {
    platform: Wire.Listing["platform"];
    page: "edit" | "create" | "public";
    marketplace?: string;
    title?: string;
    highlights?: string;
    bullets?: string[];
    description?: string;
    search_terms?: string;
    brand?: string;
    manufacturer?: string;
    model?: string;
    gtin?: string;
    gtin_type?: string;
    asin?: string;
    sku?: string;
    price?: string;
    category?: string;
    condition?: string;
    shipping_method?: string;
    shipping_payer?: string;
    ship_from?: string;
    messages?: string[];
    images?: { slot: string; url: string | null }[];
  }

  // --- worker and agent

  type FromAgent = Wire.AgentMessage;
  type ToAgent = Exclude<Wire.ClientMessage, Wire.Ping>;

  // --- page (content/link.js) and worker, port "page"

  interface ListingRead {
    type: "listing";
    revision: number;
    listing: Draft;
    expected: Wire.ScreenField[];
    found: Wire.ScreenField[];
    /** Of the page, without query and fragment; `null` when it cannot be told. */
    address?: string | null;
  }
  /** What the form "not a problem here" asks for; `ask` comes back in the answer. */
  type WaiverAsk =
    | { type: "waiver-choices"; ask: number; finding: string }
    | {
        type: "waive";
        ask: number;
        finding: string;
        scope: Wire.Scope;
        /** The choice as it was shown. */
        words: string;
        reason: string;
        author: string;
        until: string | null;
      };
  interface Unwaive {
    type: "unwaive";
    ask: number;
    id: string;
  }
  interface WaiverAnswer {
    type: "waiver-answer";
    ask: number;
    /** Why nothing was done, in words; `null` when it was. */
    problem: string | null;
    /** The choices are others now. */
    again: boolean;
    choices: Wire.WaiverChoice[];
    author: string;
  }
  type Unaddressed<T> = T extends { page: string } ? Omit<T, "page"> : never;
  /** What a learner does in a lesson, and what came of a stage on the page; the worker names the page. */
  type FromLearner = Unaddressed<Wire.Attempt | Wire.Answer | Wire.Join | Wire.Staged>;
  type FromPage =
    | ListingRead
    | FromLearner
    | WaiverAsk
    | { type: "image-bytes"; url: string; base64: string | null }
    /** A file that the operator handed to the site's own form; `id` counts them on this page. */
    | { type: "picked-image"; id: number; slot: string; base64: string }
    | { type: "picked-gone"; id: number }
    /** `blocked`: the page keeps removing the overlay, so only the panel and the badge can speak. */
    | {
        type: "drawn";
        dismissed: string[];
        blocked?: boolean;
        /** What the page draws by; `normal` also when the operator left the lesson. */
        mode?: Wire.Mode;
        left?: boolean;
      }
    /** The document that showed a listing shows none any more. */
    | { type: "no-listing" }
    | { type: "open-panel" };

  type Locale = "zh" | "ja" | "en";
  type Strings = Record<string, string>;
  interface State {
    type: "state";
    state: ConnectionState;
    locale: Locale;
    strings: Strings;
    /** Whether Mercari's ASIN linking feeds this shop's listings; `null`: not said yet. */
    mercariLink: boolean | null;
    /** Who was named last as the author of a waiver. */
    author?: string;
  }
  /** On a picked file alone: why it was not judged, or the verdict so far; later phases follow. */
  interface PickedVerdict {
    type: "picked-verdict";
    id: number;
    problem: ImageProblem | null;
    report: Wire.ReportMessage | null;
  }
  type ToPage =
    | State
    /** With the number of pictures that could not be fetched. */
    | { type: "report"; report: Wire.ReportMessage; unavailable: number }
    /** Without a revision: what a learner did was not kept and is sent again, or with an empty message no more. */
    | { type: "refused"; revision: number | null; message: string }
    | { type: "need-image"; url: string }
    | PickedVerdict
    | WaiverAnswer
    /** `null`: the agent knows of no lesson here (any more). */
    | { type: "stage"; stage: Wire.Stage | null }
    | { type: "attempted"; verdict: Wire.Attempted }
    | { type: "answered"; verdict: Wire.Answered }
    /** From the panel: show the marks in spite of the lesson, or take part again. */
    | { type: "lesson"; left: boolean }
    | { type: "show"; id: string }
    | { type: "step"; by: 1 | -1 }
    | { type: "open-card" };

  /** What content/main.js hands to `tenken.link.start`. */
  interface LinkHandlers {
    onState(message: State): void;
    onReport(report: Wire.ReportMessage, unavailable: number): void;
    onRefused(revision: number | null, message: string): void;
    /** Answer with an `image-bytes` message. */
    onNeedImage(url: string): void;
    onPicked(verdict: PickedVerdict): void;
    onWaiver(answer: WaiverAnswer): void;
    onStage(stage: Wire.Stage | null): void;
    onAttempted(verdict: Wire.Attempted): void;
    onAnswered(verdict: Wire.Answered): void;
    onLesson(left: boolean): void;
    onShow(id: string): void;
    onStep(by: 1 | -1): void;
    onOpenCard(): void;
  }
  interface Link {
    start(handlers: LinkHandlers): void;
    /**
     * Whenever the worker was restarted, the newest listing is sent again by itself, and what a learner did that has no
     * answer yet.
     */
    send(message: FromPage): void;
  }

  // --- side panel and worker, port "panel"

  interface Set {
    type: "set";
    locale?: Locale;
    mercariLink?: boolean | null;
  }
  type FromPanel =
    | { type: "watch"; tab: number }
    | { type: "show"; tab: number; id: string }
    | { type: "lesson"; tab: number; left: boolean }
    | { type: "step"; tab: number; by: 1 | -1 }
    | ((WaiverAsk | Unwaive) & { tab: number })
    | Set;
  type ImageProblem = "host" | "fetch" | "too-large" | "not-image" | "heic" | "page" | "agent";
  interface PageState {
    type: "page";
    tab: number;
    /** `null` also while a lesson hides the marks. */
    report: Wire.ReportMessage | null;
    expected: Wire.ScreenField[];
    found: Wire.ScreenField[];
    dismissed: string[];
    blocked: boolean;
    /** What the page draws by, and whether its operator left the lesson. */
    lesson: { mode: Wire.Mode; left: boolean };
    platform: Wire.Listing["platform"] | null;
    marketplace: string | null;
    /** A newer listing than the report's is with the agent. */
    pending: boolean;
    /** The agent's words when it refused the newest listing. */
    refused: string | null;
    /** Pictures whose bytes are still being collected, and those that could not be. */
    images: { waiting: number; failed: { slot: string; problem: ImageProblem }[] };
    /** The main picture, small, as a `data:` address, and where its product stands if that was measured. */
    preview: { picture: string; product: Wire.Region | null } | null;
  }
  type ToPanel = State | PageState | WaiverAnswer;

  // --- options page and worker, port "options"

  type FromOptions = { type: "pair"; text: string } | { type: "unpair" } | { type: "test" } | Set;
  type PairReason = "check-character" | "not-running" | "wrong-string" | "wrong-agent" | "version";
  interface OptionsState extends State {
    agent: { id: string; port: number | null; version: string | null; created: string } | null;
    /** Messages of the agent that were not of the closed set. */
    dropped: number;
  }
  interface TestStep {
    name: "agent" | "proof" | "audit";
    ok: boolean;
    /** Port, agent version or milliseconds; the connection state when it failed. */
    detail: string;
  }
  type ToOptions =
    | OptionsState
    | { type: "pair-result"; ok: boolean; reason: PairReason | null }
    | { type: "test-result"; steps: TestStep[] };
}

interface Tenken {
  link: Messages.Link;
}
