/** The report in a real browser: on a screen, on a telephone and on paper. */
import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { htmlOf } from './html.ts';
import { sampleProof } from './sample-proof.ts';

/** Debian's own; where it is missing, the suite is skipped and says so. */
const CHROMIUM = '/usr/bin/chromium';

describe.skipIf(!existsSync(CHROMIUM))('in Chromium (skipped where there is none)', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  });
  afterAll(() => browser.close());

  async function pageOf(width: number): Promise<{ page: Page; complaints: string[] }> {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    const complaints: string[] = [];
    page.on('console', message => complaints.push(message.text()));
    page.on('pageerror', error => complaints.push(String(error)));
    page.on('request', request => complaints.push(`fetches ${request.url()}`));
    await page.setContent(htmlOf(sampleProof()));
    return { page, complaints };
  }

  test.each([1280, 390])(
    '%i pixels wide: nothing is cut off, nothing is fetched, nothing complains',
    async width => {
      const { page, complaints } = await pageOf(width);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      expect(complaints).toEqual([]);
      expect(await page.locator('h1').textContent()).toContain('Not proven: 1 of 2 drills failed');
      await page.close();
    },
  );

  test('words of a timeline do not lie over each other, nor outside of it', async () => {
    const { page } = await pageOf(1280);
    const overlaps = await page.evaluate(`[...document.querySelectorAll('svg')].slice(0, 2).flatMap(svg => {
      const frame = svg.getBoundingClientRect();
      const boxes = [...svg.querySelectorAll('text')].map(text => ({ words: text.textContent, box: text.getBoundingClientRect() }));
      const outside = boxes.filter(({ box }) => box.left < frame.left - 1 || box.right > frame.right + 1).map(({ words }) => words);
      const over = boxes.flatMap((a, at) => boxes.slice(at + 1)
        .filter(b => a.box.left < b.box.right && b.box.left < a.box.right && a.box.top + 2 < b.box.bottom && b.box.top + 2 < a.box.bottom)
        .map(b => a.words + ' / ' + b.words));
      return [...outside, ...over];
    })`);
    expect(overlaps).toEqual([]);
    await page.close();
  });

  test('it prints on a few pages', async () => {
    const { page } = await pageOf(1280);
    const paper = await page.pdf({ format: 'A4' });
    const pages = paper.toString('latin1').match(/\/Type \/Page\b/g) ?? [];
    expect(pages.length).toBeGreaterThan(0);
    expect(pages.length).toBeLessThanOrEqual(4);
    await page.close();
  });
});
