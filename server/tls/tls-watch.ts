// Checks now and then whether the files of a certificate have changed, so that a renewed one is served
// without a restart; and warns before one ends. Faults of new files are logged, and the old ones go on.
import { statSync } from 'node:fs'
import { DAY_MS } from '../../shared/time/durations.ts'
import { dayOf, doubtsAbout, readTls, TlsRefusal, type Tls, type TlsFiles } from './tls-files.ts'
import { repeat } from '../../shared/time/repeat.ts'
import { isRecent } from '../../shared/time/recent.ts'

/**
 * How often files are looked at, in ms: programs that renew certificates do so in the night, people want to
 * see it work.
 */
export const LOOK_MS = 5_000
/** How long before its end a certificate is warned of, in ms: programs renew 30 days before. */
export const WARN_BEFORE_MS = 14 * 24 * 60 * 60_000

interface WatchOptions {
  readonly files: TlsFiles
  /** The addresses by which the node is known. */
  readonly origins: readonly string[]
  /** The served certificate. */
  readonly first: Tls
  readonly clock: { now(): number; after(ms: number, act: () => void): () => void }
  readonly log: {
    info(fields: object, message: string): void
    warn(fields: object, message: string): void
  }
  /** Serves another from now on. */
  readonly serve: (tls: Tls) => void
}

/** Watches until the answer is called. */
export function watchTls({ files, origins, first, clock, log, serve }: WatchOptions): () => void {
  let served = first
  let stamp = stampOf(files)
  let warnedAt = -Infinity
  const tellDoubts = (): void => {
    for (const doubt of [...served.doubts, ...doubtsAbout(served, origins)]) log.warn({}, doubt)
  }
  tellDoubts()

  function renew(): void {
    const next = stampOf(files)
    if (next === stamp) return
    stamp = next
    try {
      served = readTls(files, clock.now())
    } catch (error) {
      if (!(error instanceof TlsRefusal)) throw error
      log.warn({}, `The new certificate is not used, and the old one stays. ${error.message}`)
      return
    }
    serve(served)
    warnedAt = -Infinity
    tellDoubts()
    log.info({ names: served.names, until: dayOf(served.endsAt) }, 'a new certificate is served')
  }

  function warn(): void {
    const left = served.endsAt - clock.now()
    if (left > WARN_BEFORE_MS || isRecent(warnedAt, DAY_MS, clock.now())) return
    warnedAt = clock.now()
    const when = left > 0 ? `ends on ${dayOf(served.endsAt)}` : `ended on ${dayOf(served.endsAt)}`
    log.warn({ certificate: files.cert }, `The certificate ${when}: replace it with a newer one.`)
  }

  function look(): void {
    renew()
    warn()
  }
  warn()
  const onFault = (error: unknown): void => log.warn({ err: error }, 'the certificate could not be looked at')
  return repeat(look, { everyMs: LOOK_MS, clock, onFault })
}

/** A change means that a file was written, or another one put in its place; also behind a link. */
function stampOf({ cert, key }: TlsFiles): string {
  return [cert, key]
    .map((file) => {
      try {
        const { ino, mtimeMs, size } = statSync(file)
        return `${ino} ${mtimeMs} ${size}`
      } catch {
        return 'gone'
      }
    })
    .join(', ')
}
