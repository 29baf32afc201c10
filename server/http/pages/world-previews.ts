// Pictures of worlds for chats, which show one beside a link: made when one asks, of worlds that anybody may
// see, and again once the world has changed.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from 'pino'
import type { WorldGlance } from '../../../shared/world/glance/miniature.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import { createPool, type Pool, type PoolBounds } from '../../workers/process-pool.ts'
import type { WorldGlances } from '../worlds/world-glances.ts'
import { previewOf, type Drawings } from './preview-drawing.ts'

/** As many pictures are kept, of some 100 kB each. */
const KEPT_MAX = 100
const BOUNDS: PoolBounds = { timeMs: 3_000, memoryMb: 256, waitingMax: 16, waitingEachMax: 4 }

export type PreviewPool = Pool<string, Uint8Array>

export const createPreviewPool = ({
  clock,
  log,
}: {
  readonly clock: Pick<ServerClock, 'after'>
  readonly log: Pick<Logger, 'warn'>
}): PreviewPool =>
  createPool({
    script: new URL('preview-worker.ts', import.meta.url),
    bounds: BOUNDS,
    clock,
    onFault: ({ code, message }) =>
      log.warn({ code, why: message }, 'a picture of a world could not be made'),
  })

/** `by`: who asks; null: the world is too large for one. Rejects with a WorkFault. */
export type PreviewOf = (world: WorldRecord, by: string) => Promise<Uint8Array | null>

export function createWorldPreviews({
  glances,
  pool,
  clientFolder,
}: {
  readonly glances: WorldGlances
  readonly pool: Pick<PreviewPool, 'run'>
  readonly clientFolder: string
}): PreviewOf {
  /** The last used is the last. */
  const kept = new Map<WorldGlance, Promise<Uint8Array>>()
  let drawings: Drawings | null = null

  /** Of our own build. */
  const readDrawings = async (): Promise<Drawings> =>
    JSON.parse(await readFile(join(clientFolder, 'drawings.json'), 'utf8')) as Drawings

  async function make({ miniature }: WorldGlance, by: string): Promise<Uint8Array> {
    drawings ??= await readDrawings()
    const drawn = previewOf(miniature, drawings)
    return pool.run(drawn, { by })
  }

  return async (world, by) => {
    const glance = await glances.of(world, by)
    if (glance === null) return null
    const picture = kept.get(glance) ?? make(glance, by)
    kept.delete(glance)
    kept.set(glance, picture)
    picture.catch(() => kept.delete(glance))
    const [oldest] = kept.keys()
    if (kept.size > KEPT_MAX && oldest !== undefined) kept.delete(oldest)
    return picture
  }
}
