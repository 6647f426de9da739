/** What a bundle's making, renewing and checking report while they run. */
import type { PartName } from './part-name.ts';

export type BundleEvent =
  | { is: 'part-building'; part: PartName; subject: string; index: number; of: number; coldSeconds: number }
  | { is: 'part-progress'; part: PartName; done: number; of: number; unit: 'bytes' | 'programs' }
  /** Another process makes the same part. */
  | { is: 'part-waiting'; part: PartName }
  /** The cached part does not match its own manifest and is made again. */
  | { is: 'part-damaged'; part: PartName; path: string }
  | {
      is: 'part-done';
      part: PartName;
      subject: string;
      index: number;
      of: number;
      reused: boolean;
      elapsedMs: number;
    }
  | { is: 'bundle-written'; folder: string; files: number; bytes: number; elapsedMs: number };

export type OnBundleEvent = (event: BundleEvent) => void;
