/** Shapes shared by the drawing half of the content scripts (extension/content). */
declare namespace Drawing {
  /** How a mark looks; `unsure` stands for `incomplete` and `error` outcomes. */
  type Kind = "error" | "warning" | "info" | "unsure";
  /** UTF-16 offsets, end exclusive. */
  type Span = { start: number; end: number };
  /** What changed between two texts: `removed` code units at `start` gave way to `inserted`. */
  type Edit = { start: number; removed: number; inserted: number };
  type LiveRange = Range | OpaqueRange;

  interface Mark {
    annotation: Wire.Annotation;
    kind: Kind;
    field: Wire.ScreenField | null;
    index: number | null;
    /** Where the words stand now; `null` when the finding has no span. */
    span: Span | null;
    /** The words changed since the report: nothing is drawn until the next one. */
    stale: boolean;
    /** A question about it is open: its place is known and may be lit, the mark itself is not drawn. */
    bare: boolean;
    /** Position in reading order, from 1. */
    number: number;
    /** What its badge says: the number, in a lesson the trainer's; `null` without one. */
    label: string | null;
    place: Place | null;
    /** Other elements that show the same picture. */
    copies: HTMLImageElement[];
    /** The range painted by `CSS.highlights`, kept while it fits `span`. */
    range: LiveRange | null;
    /** Drawn how, in the last pass; `none` also for fields not on this page. */
    shape: "text" | "edge" | "region" | "none";
    /** Client rectangles that a click opens, from the last pass. */
    rects: DOMRect[];
  }

  /** Something the overlay draws; `rect` in client coordinates. */
  type Item = { shape: "underline" | "edge" | "region" | "hatch"; kind: Kind; rect: DOMRect; numbers: number[]; element: Element };

  /** A file on its way into the site's form. */
  interface Upload {
    id: number;
    file: File;
    slot: string;
    input: HTMLInputElement;
    /** Addresses of the listing's pictures when it was picked: a new one in its slot is this file, taken by the site. */
    before: ReadonlySet<string>;
    problem: Messages.ImageProblem | null;
    report: Wire.ReportMessage | null;
    /** 0: not handed to the worker yet. */
    sentAt: number;
    tries: number;
  }

  type Frames = { draw(): void; soon(): void; settle(): void };
  /** A lasting line of the status pill, with a button where something can be done about it. */
  type Standing = { kind: Kind; text: string; action?: { label: string; act: () => void } };
  type Measured = { rects: DOMRect[]; doubt: boolean };
  type Applied = { ok: true } | { ok: false; reason: "untrusted" | "hidden" | "changed" | "locked" | "refused" };
  type CardActions = {
    fix(mark: Mark, event: Event, button: HTMLElement): void;
    copy(mark: Mark, event: Event): void;
    dismiss(mark: Mark, event: Event): void;
    waive(mark: Mark, event: Event): void;
    step(by: number): void;
    closed(returnFocus: boolean): void;
  };
  type CardView = { mark: Mark; position: number; count: number; editable: boolean; note: string | null; form: Waiving.Form | null };
}

/** https://github.com/WICG/opaque-ranges; Chromium 156 has it, TypeScript 5 does not know it. */
interface OpaqueRange extends AbstractRange {
  readonly startOffset: number;
  readonly endOffset: number;
  getClientRects(): DOMRectList;
  getBoundingClientRect(): DOMRect;
  disconnect(): void;
}

interface Tenken {
  locale: Messages.Locale;
  /** The interface's words; `$1`, `$2` … are filled from `values`. */
  say(key: string, values?: readonly (string | number)[]): string;
  styles: string;
  link: Messages.Link;
  spans: {
    diff(before: string, after: string): Drawing.Edit | null;
    shift(span: Drawing.Span, edit: Drawing.Edit, after: string): Drawing.Span | null;
    fits(text: string, span: Drawing.Span, quote: string | null): boolean;
  };
  geometry: {
    range(place: Place, start: number, end: number): Drawing.LiveRange | null;
    measure(place: Place, span: Drawing.Span, live: Drawing.LiveRange | null): Drawing.Measured;
    region(image: HTMLImageElement, region: Wire.Region | null): DOMRect | null;
    picture(image: HTMLImageElement): DOMRect;
    element(place: Place): HTMLElement | Element;
    inside(control: HTMLElement): DOMRect;
  };
  overlay: {
    start(onGaveUp: () => void): void;
    check(): boolean;
    raise(marked: Iterable<Element>, carded: Element | null): void;
    isBehindModal(element: Element): boolean;
    viewport(): DOMRect;
    free(rect: DOMRect): boolean;
    covered(element: Element, rect: DOMRect): boolean;
    shows(part: Element, at: { x: number; y: number }): boolean;
    pageElementAt(x: number, y: number): Element | null;
    up(node: Node | null): Node | null;
    layer(): HTMLElement | null;
    root(): ShadowRoot | null;
    owns(target: EventTarget | null): boolean;
    blocked(): boolean;
  };
  highlight: { paint(words: Iterable<{ kind: Drawing.Kind; range: Drawing.LiveRange }>): void; supported(): boolean };
  pictures: {
    find(marks: Iterable<Drawing.Mark>): void;
    shape(mark: Drawing.Mark, image: HTMLImageElement, items: Drawing.Item[]): void;
    largest(mark: Pick<Drawing.Mark, "place" | "copies">): HTMLImageElement | null;
    copies(image: HTMLImageElement): HTMLImageElement[];
    isWhole(image: HTMLImageElement): boolean;
  };
  uploads: {
    start(addresses: () => Iterable<string>): void;
    use(adapter: SiteAdapter | null): void;
    clear(): void;
    verdict(verdict: Messages.PickedVerdict): void;
    listed(images: Messages.Draft["images"]): void;
    retry(): void;
    redraw(): void;
  };
  slip: {
    start(onDismissed: (input: Element) => void): void;
    draw(uploads: readonly Drawing.Upload[]): void;
    follow(): void;
  };
  boxes: { draw(items: Drawing.Item[], numbered: boolean): DOMRect[] };
  frames: { make(paint: () => void): Drawing.Frames; afterPaint(act: () => void): void };
  legend: { draw(marks: readonly Drawing.Mark[]): void };
  bytes: { base64(blob: Blob): Promise<string | null>; of(url: string): Promise<string | null>; MOST: number };
  face: {
    build(view: Drawing.CardView, actions: Drawing.CardActions): Node[];
    element<T extends keyof HTMLElementTagNameMap>(tag: T, className: string, text?: string | null): HTMLElementTagNameMap[T];
    button(className: string, label: string, icon: string | null, act: (event: Event, button: HTMLElement) => void): HTMLButtonElement;
    sign(name: string): SVGSVGElement;
    language(): string;
  };
  card: {
    start(actions: Drawing.CardActions): void;
    open(view: Drawing.CardView, options: { focus: boolean }): () => void;
    close(giveFocusBack: boolean): void;
    follow(): void;
    aimed(event: Event, button: HTMLElement): boolean;
    /** The card has stood still long enough to be aimed at. */
    settled(): boolean;
    hasFocus(): boolean;
    position(anchor: DOMRect | null, size: { width: number; height: number }, view: DOMRect): { left: number; top: number; height: number };
    around(rects: DOMRect[]): DOMRect | null;
    view(): Drawing.CardView | null;
    covered(): boolean;
  };
  typing: {
    apply(place: Place & { kind: "control" }, span: Drawing.Span, quote: string, text: string, event: Event): Promise<Drawing.Applied>;
    focused(): Element | null;
  };
  status: {
    start(): void;
    show(state: Drawing.Standing | null): void;
    say(kind: Drawing.Kind, text: string): void;
    draw(): void;
  };
  accept: { report(message: unknown): { report: Wire.ReportMessage; dropped: number } | null; rank(phase: unknown): number };
  marks: {
    build(
      report: Wire.ReportMessage,
      look: (field: Wire.ScreenField | null, index: number | null) => { place: Place | null; text: string | null },
    ): Drawing.Mark[];
    select(all: readonly Drawing.Mark[], dismissed: ReadonlySet<string>): { marks: Drawing.Mark[]; omitted: number };
    remap(marks: Iterable<Drawing.Mark>, before: string, after: string): void;
    at(marks: readonly Drawing.Mark[], x: number, y: number, path: EventTarget[]): Drawing.Mark | null;
    keyOf(field: Wire.ScreenField | null, index: number | null): string;
    MOST: number;
  };
  drawing: {
    use(adapter: SiteAdapter | null): void;
    clear(): void;
    take(report: Wire.ReportMessage, dismissed: ReadonlySet<string>): void;
    select(): void;
    refresh(): void;
    replaced(indexes: ReadonlySet<number>): void;
    typed(control: EventTarget | undefined): void;
    draw(): void;
    soon(): void;
    settle(): void;
    moved(): void;
    reveal(mark: Drawing.Mark): void;
    locate(field: Wire.ScreenField | null, index: number | null): Place | null;
    textOf(place: Place | null): string | null;
    marks(): Drawing.Mark[];
    /** Of the newest report; `undefined` before there is one. */
    annotation(id: string): Wire.Annotation | null | undefined;
    omitted(): number;
    onOverlay(): boolean;
  };
  watch: {
    start(handlers: {
      read: () => void;
      typed: (control: EventTarget | undefined) => void;
      moved: () => void;
      beat: (second: boolean) => void;
      navigated: () => void;
    }): void;
    observe(root: Node | null): void;
    soon(delay?: number): void;
    composing(): boolean;
  };
  actions: {
    start(handlers: { redraw: () => void; dismissed: () => void }): void;
    sync(): void;
    step(by: number): void;
    show(id: string, redraw: () => void): void;
    openAtCaret(): void;
    close(returnFocus: boolean): void;
    dismissed: Set<string>;
  };
}
