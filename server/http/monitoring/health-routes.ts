// `/healthz`: ok only when the store can write. Asked often, it still writes once a second at most.
import { Router } from 'express'
import { withinTime } from '../../../shared/time/time-limit.ts'
import type { Logger } from 'pino'
import type { Store } from '../../storage/store.ts'
import type { ServerClock } from '../../time/server-clock.ts'

/** How long an answer of the store counts, in ms. */
const FRESH_MS = 1_000
/** How long the store may take, in ms, before it counts as down. */
const PATIENCE_MS = 3_000

export function healthRoutes({
  store,
  clock,
  log,
}: {
  readonly store: Pick<Store, 'probe'>
  readonly clock: ServerClock
  readonly log: Logger
}): Router {
  let last: { readonly at: number; readonly ok: Promise<boolean> } | null = null

  function probe(): Promise<boolean> {
    const now = clock.monotonic()
    if (!last || now - last.at >= FRESH_MS) last = { at: now, ok: ask() }
    return last.ok
  }

  function ask(): Promise<boolean> {
    const probed = store.probe().then(
      () => true,
      (error: unknown) => {
        log.warn({ err: error }, 'the store cannot write')
        return false
      },
    )
    return withinTime(clock, PATIENCE_MS, probed, false)
  }

  const routes = Router({ caseSensitive: true })
  routes.get('/healthz', async (_request, response) => {
    const ok = await probe()
    response
      .status(ok ? 200 : 503)
      .set('Cache-Control', 'no-store')
      .json({ ok })
  })
  return routes
}
