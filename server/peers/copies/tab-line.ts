// One tab's connection to the live document of a world of another node. Its actions go to the world's owner
// unchanged, with session and number, so that each has one effect however often it is sent; the answers come
// back. Nothing of the document comes over it.
import { actionFrame, type ActionRequest, type WireEvent } from '../../../shared/wire/frames/action-frames.ts'
import { syncFrame } from '../../../shared/wire/frames/sync-frames.ts'
import type { NodeName } from '../../../shared/world/address.ts'
import type { Outcome } from '../../../shared/world/live/live-state-values.ts'
import { EMPTY_UPDATE } from './document-follower.ts'
import {
  ReconnectingLine,
  type HostMessage,
  type LineEvents,
  type LineSource,
} from '../lines/reconnecting-line.ts'
import { eventTold, outcomeTold } from '../lines/relayed-messages.ts'

/** How long an answer may take, in ms: owners answer within 8 s. */
const ANSWER_MS = 9_000
/** How long somebody waits for a line that is being opened, in ms. */
const OPENING_MS = 3_000

interface LiveLineEvents extends LineEvents {
  readonly told: (event: WireEvent) => void
}

interface LiveLineOptions extends LineSource {
  readonly node: NodeName
  /** The words about a host that does not answer. */
  readonly whyAsleep: () => string
  readonly events: LiveLineEvents
}

interface Asked {
  readonly sequence: number
  readonly request: ActionRequest
  readonly answer: (outcome: Outcome) => void
}

export class TabLine {
  readonly #options: LiveLineOptions
  readonly #line: ReconnectingLine
  readonly #asked = new Set<Asked>()

  constructor(options: LiveLineOptions) {
    const { events } = options
    this.#options = options
    this.#line = new ReconnectingLine({
      ...options,
      events: {
        meet: events.meet,
        met: () => this.#met(),
        received: (frame) => this.#received(frame),
        lost: (fault) => {
          if (fault !== null) this.#answerAll(fault.message)
          events.lost(fault)
        },
        ended: (code, reason) => {
          this.#answerAll(reason)
          events.ended(code, reason)
        },
      },
    })
  }

  retry(): void {
    this.#line.retry()
  }

  /** Asks the world's owner; never rejects, and ends in time. */
  act(sequence: number, request: ActionRequest): Promise<Outcome> {
    const { clock, node, whyAsleep } = this.#options
    if (!this.#line.isMet && this.#line.isFailing) return Promise.resolve(no(whyAsleep()))
    return new Promise((resolve) => {
      const cancels = [
        clock.after(ANSWER_MS, () => asked.answer(no(`There is no answer from ${node}. Try again.`))),
      ]
      const asked: Asked = {
        sequence,
        request,
        answer: (outcome) => {
          for (const cancel of cancels) cancel()
          this.#asked.delete(asked)
          resolve(outcome)
        },
      }
      this.#asked.add(asked)
      if (this.#line.isMet) return this.#send(asked)
      cancels.push(clock.after(OPENING_MS, () => this.#line.isMet || asked.answer(no(whyAsleep()))))
    })
  }

  /** `why`: that nothing more is asked there; null: the node stops, and what is asked is asked again. */
  stop(why: string | null): void {
    this.#line.stop()
    if (why !== null) this.#answerAll(why)
  }

  #met(): void {
    this.#line.resetWait()
    // A client that sends something that makes sense may stay.
    this.#line.send(syncFrame('step2', EMPTY_UPDATE))
    for (const asked of this.#asked) this.#send(asked)
  }

  #received(frame: HostMessage): void {
    if (frame.type === 'outcome') this.#answered(frame.sequence, frame.json)
    if (frame.type === 'event') {
      const event = eventTold(frame.json)
      if (event !== null) this.#options.events.told(event)
    }
  }

  #send(asked: Asked): void {
    const isSent = this.#line.send(actionFrame(asked.sequence, asked.request))
    if (!isSent) asked.answer(no(`There is no answer from ${this.#options.node}. Try again.`))
  }

  #answered(sequence: number, json: string): void {
    const outcome = outcomeTold(json)
    const asked = [...this.#asked].find((each) => each.sequence === sequence)
    asked?.answer(outcome ?? no(`There is no answer from ${this.#options.node}. Try again.`))
  }

  #answerAll(why: string): void {
    for (const { answer } of this.#asked) answer(no(why))
  }
}

const no = (why: string): Outcome => ({ ok: false, why })
