declare global {
  interface Window {
    /** What the widget offers to the page it stands in: see web/README.md. */
    Kefu?: {
      /** Opens the panel; `text` is put into the text field for the customer to send. */
      open(text?: string): void;
      close(): void;
    };
  }
}

export {};
