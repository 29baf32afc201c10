// Whether there is a newer version where this one came from: the tags of the repository that it was cloned
// from, asked once a day by git, and only where an admin allows it. Nothing is told there of this node.
import { execFile } from 'node:child_process'
import { DAY_MS } from '../../shared/time/durations.ts'
import { fileURLToPath } from 'node:url'
import { repeat } from '../../shared/time/repeat.ts'
import { isRecent } from '../../shared/time/recent.ts'

const PROGRAM = fileURLToPath(new URL('../..', import.meta.url))
/** Nobody is there to type a password. */
const NO_QUESTIONS = [
  '-c',
  'credential.interactive=false',
  '-c',
  'core.askPass=',
  '-c',
  'core.sshCommand=ssh -oBatchMode=yes',
]
/** How soon it is asked once an admin allows it. */
const LOOK_EVERY_MS = 10_000
/** How long git may take, in ms, and most that it may say, in bytes. */
const ASKED_MS = 30_000
const TOLD_MAX = 4 * 1024 * 1024

interface UpdatesOptions {
  /** The version that runs, such as `1.4.0`. */
  readonly version: string
  readonly isAllowed: () => boolean
  /** The names of all tags; rejects where they cannot be had. */
  readonly tags?: () => Promise<readonly string[]>
  readonly onFault: (error: unknown) => void
  readonly clock: { now(): number; after(ms: number, run: () => void): () => void }
}

export interface Updates {
  /**
   * The newest version, where it is newer than this one; null where there is none, or nobody allows to ask.
   */
  readonly newer: string | null
  stop(): void
}

/** Asks soon after it is allowed, and then each day. */
export function watchUpdates({
  version,
  isAllowed,
  tags = () => tagsOf(PROGRAM),
  onFault,
  clock,
}: UpdatesOptions): Updates {
  let newest: string | null = null
  let askedAt = -Infinity

  async function look(): Promise<void> {
    if (!isAllowed() || isRecent(askedAt, DAY_MS, clock.now())) return
    askedAt = clock.now()
    newest = newestOf(await tags())
  }
  const stop = repeat(look, { everyMs: LOOK_EVERY_MS, isDueNow: true, onFault, clock })
  return {
    get newer() {
      return isAllowed() && newest !== null && compare(newest, version) > 0 ? newest : null
    },
    stop,
  }
}

/**
 * The highest of the tags that name a version, such as `v1.4.0`; a version before one, such as `v2.0.0-beta`,
 * does not count.
 */
export function newestOf(tags: readonly string[]): string | null {
  const versions = tags.flatMap((tag) => /^v?(\d{1,9}\.\d{1,9}\.\d{1,9})$/.exec(tag)?.[1] ?? [])
  return versions.toSorted(compare).at(-1) ?? null
}

function compare(one: string, other: string): number {
  const [a, b] = [one.split('.').map(Number), other.split('.').map(Number)]
  const at = a.findIndex((part, index) => part !== b[index])
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0)
}

/**
 * The tags of the repository that this folder was cloned from. Rejects when git or that repository does not
 * answer.
 */
export function tagsOf(clone: string): Promise<readonly string[]> {
  const { promise, resolve, reject } = Promise.withResolvers<readonly string[]>()
  const options = { cwd: clone, timeout: ASKED_MS, maxBuffer: TOLD_MAX }
  execFile('git', [...NO_QUESTIONS, 'ls-remote', '--tags', '--refs', 'origin'], options, (error, told) => {
    if (error) return reject(error)
    resolve(told.split('\n').flatMap((line) => /\trefs\/tags\/(\S+)$/.exec(line)?.[1] ?? []))
  })
  return promise
}
