// Sends alarms to an address that was named at the start, signed as the Standard Webhooks say
// (standardwebhooks.com). So the receiver knows that they are from this node, and can drop repeated ones.
import { createHmac, randomUUID } from 'node:crypto'
import type { Clock } from '../../shared/time/clock.ts'
import { pause, signalAfter } from '../../shared/time/time-limit.ts'
import { KeyedLock } from '../time/keyed-lock.ts'

/** Waits between tries, in ms: an hour and a half in all. */
const TRIES_MS = [5_000, 30_000, 5 * 60_000, 30 * 60_000, 60 * 60_000]
/** How long an answer may take, in ms. */
const ANSWER_MS = 10_000
/** Most that wait to be sent; then the oldest goes, and that is told. */
const WAITING_MAX = 100
const SECRET_PREFIX = 'whsec_'

interface WebhookOptions {
  readonly url: string
  /** `whsec_` and base64, or any words. */
  readonly secret: string
  readonly clock: Clock
  /** Something could not be sent, for good. */
  readonly onLost: (error: unknown) => void
}

interface WebhookState {
  /** Where they go, without a path, which may be a secret. */
  readonly to: string
  /** When the last one arrived; null: none did since the start. */
  readonly arrivedAt: number | null
  /** Why the last try failed; null where it did not. */
  readonly failed: string | null
}

export interface Webhook {
  readonly state: WebhookState
  /**
   * Sends it as JSON, now and again until it arrives, or has been tried for too long. It waits for those of
   * its kind before it, so that the end of an alarm comes last, and for no others.
   */
  send(body: AlarmBody): void
  stop(): void
}

interface AlarmBody {
  readonly kind: string | null
  readonly [more: string]: unknown
}

interface AlarmMessage {
  readonly id: string
  readonly body: string
}

export function createWebhook({ url, secret, clock, onLost }: WebhookOptions): Webhook {
  const key = secret.startsWith(SECRET_PREFIX)
    ? Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64')
    : Buffer.from(secret)
  const waiting = new Set<AlarmMessage>()
  const turns = new KeyedLock<string>()
  const ending = new AbortController()
  let arrivedAt: number | null = null
  let failed: string | null = null

  async function post({ id, body }: AlarmMessage): Promise<void> {
    const timestamp = Math.floor(clock.now() / 1000)
    const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
    const answer = await fetch(url, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(timestamp),
        'webhook-signature': `v1,${signature}`,
      },
      redirect: 'error',
      signal: AbortSignal.any([ending.signal, signalAfter(clock, ANSWER_MS)]),
    })
    await answer.body?.cancel()
    if (!answer.ok) throw new Error(`It was answered with ${answer.status}.`)
  }

  async function deliver(message: AlarmMessage): Promise<void> {
    for (const waitMs of [...TRIES_MS, null]) {
      if (!waiting.has(message) || ending.signal.aborted) return
      try {
        await post(message)
        arrivedAt = clock.now()
        failed = null
        return
      } catch (error) {
        if (ending.signal.aborted) return
        failed = wordsOf(error)
        if (waitMs === null) return onLost(error)
      }
      await pause(clock, waitMs, ending.signal)
    }
  }

  return {
    get state() {
      return { to: new URL(url).origin, arrivedAt, failed }
    },
    send(body) {
      const kind = body.kind ?? ''
      const message = { id: `msg_${randomUUID()}`, body: JSON.stringify(body) }
      waiting.add(message)
      const [oldest] = waiting
      if (waiting.size > WAITING_MAX && oldest) {
        waiting.delete(oldest)
        onLost(new Error(`More than ${WAITING_MAX} alarms wait to be sent: the oldest is left out.`))
      }
      void turns.take(kind, () => deliver(message)).finally(() => waiting.delete(message))
    },
    stop() {
      ending.abort()
    },
  }
}

function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return 'It could not be sent.'
  if (error.name === 'TimeoutError') return 'There was no answer in time.'
  // The network's own error is behind a general word.
  return error.cause instanceof Error ? error.cause.message : error.message
}
