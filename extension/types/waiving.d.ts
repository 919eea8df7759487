/** The form that says "not a problem here", shared by the card (content scripts) and the side panel. */
declare namespace Waiving {
  interface FormActions {
    save(event: Event, button: HTMLElement): void;
    cancel(): void;
  }
  interface Filled {
    /** `null`: the agent has not said yet what can be chosen. */
    choice: Wire.WaiverChoice | null;
    reason: string;
    author: string;
    /** A date (ISO 8601). */
    until: string | null;
  }
  interface Form {
    node: HTMLElement;
    buttons: HTMLElement;
    offer(choices: readonly Wire.WaiverChoice[], user: string): void;
    fail(words: string): void;
    wait(busy: boolean): void;
    waits(): boolean;
    relabel(): void;
    filled(): Filled | string;
    focus(): void;
  }
  interface Host {
    send(message: Messages.WaiverAsk, key: string): void;
    /** Whether a click or key was meant for a button that could be seen. */
    aimed(event: Event, button: HTMLElement): boolean;
    closed(key: string, saved: boolean): void;
    /** A form says something else now, and may be larger. */
    changed(): void;
  }
}

interface Tenken {
  waiveForm: { make(actions: Waiving.FormActions, author: string): Waiving.Form };
  waiveDesk: {
    start(host: Waiving.Host): void;
    open(key: string, finding: string): Waiving.Form;
    /** The open form of that name. */
    of(key: string): Waiving.Form | null;
    answer(answer: Messages.WaiverAnswer): void;
    heed(state: Messages.State): void;
    clear(): void;
  };
}
