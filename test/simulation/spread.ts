/** How much of a simulation is played: every point, as many as `npm test` plays, or the fewer for which a person waits. */

/** `npm run test:cuts`: all there are, which takes the better part of an hour. */
export const EVERY_POINT = process.env.BARQUE_EVERY_POINT === '1';

/** `npm run check` plays one in so many of what `npm test` plays. */
const SPREAD = EVERY_POINT ? 1 : Number(process.env.BARQUE_SPREAD ?? 1);

/** Of so many, one at least. */
export function fewer(many: number): number {
  return Math.max(1, Math.ceil(many / SPREAD));
}

/** Between two that are played, where a whole run leaves so many out. */
export function wider(stride: number): number {
  return EVERY_POINT ? 1 : stride * SPREAD;
}
