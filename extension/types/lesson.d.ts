/** Shapes of the lesson's part of the content scripts (extension/content). */
declare namespace Hunting {
  /** A field, or one of its texts or pictures, as it stands on the page. */
  interface Spot {
    field: Wire.ScreenField;
    index: number | null;
    place: Place;
  }
  /** Where a learner sees a fault. */
  interface Meant {
    place: Wire.AttemptPlace;
    /** The field's name, for people. */
    name: string;
    /** The words in question, cut short; empty for a field or a picture. */
    quote: string;
    element: Element;
    rects(): DOMRect[];
  }
  interface BarActions {
    join(learner: string): void;
    /** `null`: at what is selected. */
    pick(meant: Meant | null): void;
    leave(): void;
  }
  interface Direction {
    revision(): number;
    /** Another stage is in force, or the operator left it. */
    changed(): void;
    /** The agent has kept what the learner did. */
    answered(): void;
  }
  interface Host {
    /** Of the listing as it is now; what was typed since the last one is sent first. */
    revision(): number;
    leave(): void;
  }
}

declare namespace Drawing {
  /** One thing that a lesson draws. */
  type Part = { className: string; text: string; rect?: DOMRect; style?: Record<string, string> };
}

interface Tenken {
  /** A new name for a message: 128 random bits. */
  newId(): string;
  lesson: {
    take(stage: Wire.Stage | null): void;
    leave(left: boolean): void;
    pause(away: boolean): boolean;
    current(): Wire.Stage | null;
    newest(): Wire.Stage | null;
    mode(): Wire.Mode;
    draws(id: string, dismissed: ReadonlySet<string>): boolean;
    isAsked(id: string): boolean;
    isStaged(id: string): boolean;
    isNumbered(): boolean;
    label(id: string): string | null;
    hides(): boolean;
    hasLeft(): boolean;
  };
  markers: { parts(marks: readonly Drawing.Mark[]): Map<Drawing.Mark, Drawing.Part> };
  spotlight: {
    holes(mark: Drawing.Mark): DOMRect[];
    parts(mark: Drawing.Mark): Drawing.Part[];
    pointed(pointer: Wire.Pointer): { element: Element; rects: DOMRect[] } | null;
    rings(className: string, rects: readonly DOMRect[]): Drawing.Part[];
  };
  stage: {
    start(): void;
    draw(marks: readonly Drawing.Mark[]): Element[];
    bring(before: Wire.Stage | null): void;
    forget(): void;
  };
  places: {
    listed(draft: Draft | null): void;
    spots(): Hunting.Spot[];
    selected(): Hunting.Meant | null;
    whole(spot: Hunting.Spot): Hunting.Meant;
    name(spot: Hunting.Spot): string;
    click(path: EventTarget[]): void;
    pictureAt(target: EventTarget | null): { spot: Hunting.Spot; image: HTMLImageElement } | null;
  };
  drag: { start(isOn: () => boolean, onPicked: (meant: Hunting.Meant) => void): void; box(): DOMRect | null };
  huntForm: {
    open(place: Hunting.Meant, reasons: readonly Wire.Choice[], pick: (meant: Hunting.Meant, reason: string) => void): void;
    close(returnFocus: boolean): void;
    follow(): void;
    meant(): Hunting.Meant | null;
  };
  huntBar: { start(actions: Hunting.BarActions): void; draw(stage: Wire.Stage, verdict: string): void; hide(): void; focus(): void };
  hunt: {
    start(host: Hunting.Host): void;
    draw(): void;
    follow(): void;
    judged(verdict: Wire.Attempted): void;
    openAt(): void;
    outlined(): DOMRect[];
    home(): Element | null;
  };
  quiz: {
    draw(): void;
    answered(verdict: Wire.Answered): void;
    focus(): void;
    follow(): void;
    isOpen(): boolean;
    element(): Element | null;
  };
  directing: {
    start(host: Hunting.Direction): void;
    take(stage: Wire.Stage | null): void;
    leave(left: boolean): void;
    pause(away: boolean): void;
    redraw(): void;
    attempted(verdict: Wire.Attempted): void;
    answered(verdict: Wire.Answered): void;
    openAtCaret(): void;
  };
  standing: { of(now: StandingOf): Drawing.Standing | null };
}

/** What the status pill's lasting line depends on. */
interface StandingOf {
  draft: Draft | null;
  readable: boolean;
  connection: Messages.ConnectionState;
  refusal: string | null;
  /** Why the agent could not keep what a learner did. */
  unkept: string | null;
  report: Wire.ReportMessage | null;
  /** Pictures that could not be fetched. */
  unavailable: number;
  leave(): void;
}
