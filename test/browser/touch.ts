// One finger on the screen, by the touches that a browser itself gets: its reaction (scroll, press, give up)
// is real.
import type { Page } from '@playwright/test'

export type Spot = readonly [number, number]

export async function touchOf(page: Page) {
  const session = await page.context().newCDPSession(page)
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', at: readonly Spot[]): Promise<unknown> =>
    session.send('Input.dispatchTouchEvent', { type, touchPoints: at.map(([x, y]) => ({ x, y })) })
  const down = (at: Spot): Promise<unknown> => send('touchStart', [at])
  const up = (): Promise<unknown> => send('touchEnd', [])
  const move = (from: Spot, to: Spot): Promise<unknown> =>
    Promise.all(
      [0.2, 0.4, 0.6, 0.8, 1].map((part) =>
        send('touchMove', [[from[0] + (to[0] - from[0]) * part, from[1] + (to[1] - from[1]) * part]]),
      ),
    )
  /** All of it sent at once: slow steps would be a finger that rests. */
  const drag = (from: Spot, to: Spot): Promise<unknown> => Promise.all([down(from), move(from, to), up()])
  return { down, move, up, drag }
}
