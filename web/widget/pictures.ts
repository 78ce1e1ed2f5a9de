/**
 * Pictures of the conversation as object URLs. They need the visitor's token in a header, which an
 * image element cannot send, so they are fetched once and kept.
 */
export class Pictures {
  private readonly addresses = new Map<string, Promise<string>>();

  constructor(
    private readonly server: string,
    private readonly token: () => string | null,
  ) {}

  /** A picture that this page has just uploaded need not be fetched. */
  remember(blob: string, file: Blob): void {
    this.addresses.set(blob, Promise.resolve(URL.createObjectURL(file)));
  }

  address(blob: string): Promise<string> {
    let address = this.addresses.get(blob);
    if (!address) {
      address = this.fetchPicture(blob);
      this.addresses.set(blob, address);
      // A failure is not remembered, so that a tap tries again.
      address.catch(() => this.addresses.delete(blob));
    }
    return address;
  }

  private async fetchPicture(blob: string): Promise<string> {
    const response = await fetch(`${this.server}/api/v1/blobs/${encodeURIComponent(blob)}`, {
      headers: { Authorization: `Bearer ${this.token() ?? ''}` },
    });
    if (!response.ok) throw new Error(`picture ${response.status}`);
    return URL.createObjectURL(await response.blob());
  }
}
