/** What is sent to a host on standard input: a text, or a stream that can be begun again for another attempt. */

export type Content = string | (() => AsyncIterable<Uint8Array>);
