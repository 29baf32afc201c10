// Looks into pictures of strangers, away from the thread that serves everybody: a costly picture costs only
// its sender's turn.
import type { Logger } from 'pino'
import { PictureTrouble } from '../../shared/pictures/picture-bytes.ts'
import { WorkFault } from '../workers/work-fault.ts'
import { createPool, type Pool, type PoolBounds } from '../workers/process-pool.ts'
import type { Clean } from './cleaned-picture.ts'
import type { CleanResult } from './cleaning-worker.ts'

const BOUNDS: PoolBounds = {
  // The costliest that were found take a tenth of it, on a small machine half.
  timeMs: 2_000,
  // The costliest that were found take a third of it.
  memoryMb: 256,
  // Each is in memory as a whole, ten MB at most.
  waitingMax: 8,
  waitingEachMax: 3,
}

/** Nothing is known of the picture: others were in front of it, or the node stops. */
export class PicturesBusy extends Error {
  override readonly name = 'PicturesBusy'
}

export interface Cleaning {
  readonly clean: Clean
  close(): Promise<void>
}

/** Starts nothing yet: a process comes with the first picture. */
export function createCleaning(options: {
  readonly clock: { after(ms: number, run: () => void): () => void }
  readonly log: Pick<Logger, 'warn'>
}): Cleaning {
  const { clock, log } = options
  const pool: Pool<Uint8Array, CleanResult> = createPool({
    script: new URL('cleaning-worker.ts', import.meta.url),
    bounds: BOUNDS,
    clock,
    onFault: ({ code, message }) => log.warn({ code, why: message }, 'a picture could not be examined'),
  })
  return {
    async clean(raw, by) {
      const result = await pool.run(raw, { by }).catch((error: unknown) => {
        throw error instanceof WorkFault ? troubleFor(error) : error
      })
      if (!result.ok) throw new PictureTrouble(result.code, result.text)
      return result.picture
    },
    close: () => pool.close(),
  }
}

function troubleFor({ code }: WorkFault): PictureTrouble | PicturesBusy {
  switch (code) {
    case 'slow':
    case 'large':
      return new PictureTrouble(
        'bound',
        'This picture takes too long to check. Save it again as PNG or WebP.',
      )
    case 'busy':
    case 'crashed':
    case 'closed':
      return new PicturesBusy('Pictures cannot be checked right now. Try again in a little while.')
  }
  return code satisfies never
}
