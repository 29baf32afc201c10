// An S3 server for tests, on a free port, that is stopped, started again, and made to fail.
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { parseBucketAddress, type BucketAddress } from '../../../server/storage/bucket/bucket-address.ts'
import { temporaryFolder } from '../../process.ts'

const PROGRAM = fileURLToPath(new URL('s3-process.mjs', import.meta.url))
const START_MS = 20_000

export const BUCKET = 'worlds'
const REGION = 'eu-test-1'
const KEY = { id: 'S3RVER', secret: 'a/secret+that=is-nowhere' }

/** How it fails: `silent` answers nothing until it is over, `cut` breaks off what it gives. */
type S3Fault =
  | { readonly kind: 'silent' | 'cut' }
  | { readonly kind: 'refuses'; readonly status: number; readonly code: string }

/** Puts an object there, beside the server: a thousand of them one by one take half a minute. */
export function placeObject(directory: string, key: string, bytes: Uint8Array): void {
  const path = join(directory, BUCKET, key)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(`${path}._S3rver_object`, bytes)
  writeFileSync(`${path}._S3rver_metadata.json`, '{}')
}

export interface S3Server extends AsyncDisposable {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string
  /** The folder with its objects. */
  readonly directory: string
  /** With which a node finds a prefix in its bucket. */
  environment(prefix: string): Readonly<Record<string, string>>
  address(prefix: string, but?: Partial<BucketAddress>): BucketAddress
  fail(fault: S3Fault | null): Promise<void>
  /** Ends it at once; `start` starts it again, with what it kept, at the same port. */
  stop(): Promise<void>
  start(): Promise<void>
}

const Told = z.object({ port: z.number() })

export async function startS3Server(): Promise<S3Server> {
  const directory = temporaryFolder()
  let port = 0
  let child: ChildProcess | null = null
  let asked = 0

  const isRunning = (): boolean => child !== null && child.exitCode === null && child.signalCode === null

  async function start(): Promise<void> {
    if (isRunning()) return
    const options = { directory, port, bucket: BUCKET, region: REGION, secret: KEY.secret }
    const started = fork(PROGRAM, [JSON.stringify(options)], {
      // s3rver writes where a list goes on with DES.
      execArgv: ['--openssl-legacy-provider'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    child = started
    // It ends with the process that started it, and keeps no test from ending.
    started.unref()
    started.channel?.unref()
    const [told] = (await once(started, 'message', { signal: AbortSignal.timeout(START_MS) })) as [unknown]
    port = Told.parse(told).port
  }

  async function stop(): Promise<void> {
    if (child === null || !isRunning()) return
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }

  await start()
  const origin = `http://127.0.0.1:${port}`
  return {
    origin,
    directory,
    environment: (prefix) => ({
      INKLAND_PICTURES: `${origin}/${BUCKET}/${prefix}`,
      INKLAND_PICTURES_REGION: REGION,
      INKLAND_PICTURES_KEY_ID: KEY.id,
      INKLAND_PICTURES_SECRET: KEY.secret,
    }),
    address: (prefix, but = {}) => ({
      ...parseBucketAddress(`${origin}/${BUCKET}/${prefix}`, {
        region: REGION,
        key: KEY,
        isPlainAllowed: false,
      }),
      ...but,
    }),
    async fail(fault) {
      const number = (asked += 1)
      const answered = once(child!, 'message')
      child!.send({ number, fault })
      await answered
    },
    stop,
    start,
    [Symbol.asyncDispose]: stop,
  }
}
