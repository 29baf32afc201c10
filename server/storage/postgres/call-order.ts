// Calls take effect in the order in which they were made, where the order can be seen: a call waits for those
// before it that touch the same. All others run at once, so one world's long reading holds up no other world.

/**
 * How a call touches something. `append`: adds to a log's end. `beside`: keeps something about rows that are
 * there already, so appends after it need not wait. `passing`: reads or writes within one world, seen from
 * all worlds.
 */
type Touch = 'read' | 'append' | 'beside' | 'write' | 'passing read' | 'passing write'

/** For each touch, the touches that may begin while it lasts. */
const LETS_BEGIN: Readonly<Record<Touch, readonly Touch[]>> = {
  read: ['read', 'passing read'],
  append: ['append'],
  beside: ['append'],
  write: [],
  'passing read': ['passing read', 'passing write', 'read'],
  'passing write': ['passing read', 'passing write'],
}

export type Touched = Readonly<Record<string, Touch>>

interface OrderedCall {
  readonly touched: Touched
  /** In how many queues others are before it. */
  held: number
  begin(): void
}

/** One thing that calls touch. */
interface Queue {
  readonly running: Map<Touch, number>
  readonly waiting: OrderedCall[]
}

export class CallOrder {
  readonly #queues = new Map<string, Queue>()
  #open = 0
  #whenIdle: (() => void) | null = null

  /** Calls `begin` when the call's turn has come, perhaps at once; `end` is to be called once it is over. */
  enter(touched: Touched, begin: (end: () => void) => void): void {
    this.#open += 1
    const call: OrderedCall = { touched, held: 0, begin: () => begin(() => this.#leave(call)) }
    for (const [name, touch] of Object.entries(touched)) {
      const queue: Queue = this.#queues.get(name) ?? { running: new Map(), waiting: [] }
      this.#queues.set(name, queue)
      if (queue.waiting.length === 0 && mayBegin(queue, touch)) count(queue, touch, 1)
      else {
        call.held += 1
        queue.waiting.push(call)
      }
    }
    if (call.held === 0) call.begin()
  }

  /** Does work when its turn has come. */
  run<Answer>(touched: Touched, work: () => Promise<Answer>): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.enter(touched, (end) => void work().then(resolve, reject).finally(end))
    })
  }

  /** Resolves when nothing runs or waits. */
  idle(): Promise<void> {
    if (this.#open === 0) return Promise.resolve()
    return new Promise((resolve) => {
      this.#whenIdle = resolve
    })
  }

  #leave({ touched }: OrderedCall): void {
    const begun: OrderedCall[] = []
    for (const [name, touch] of Object.entries(touched)) {
      const queue = this.#queues.get(name)
      if (queue === undefined) continue
      count(queue, touch, -1)
      for (let next = queue.waiting[0]; next !== undefined; next = queue.waiting[0]) {
        const wanted = next.touched[name]
        if (wanted === undefined || !mayBegin(queue, wanted)) break
        queue.waiting.shift()
        count(queue, wanted, 1)
        next.held -= 1
        if (next.held === 0) begun.push(next)
      }
      if (queue.running.size === 0 && queue.waiting.length === 0) this.#queues.delete(name)
    }
    for (const call of begun) call.begin()
    this.#open -= 1
    if (this.#open === 0) this.#whenIdle?.()
  }
}

const mayBegin = (queue: Queue, touch: Touch): boolean =>
  [...queue.running.keys()].every((other) => LETS_BEGIN[other].includes(touch))

function count({ running }: Queue, touch: Touch, by: 1 | -1): void {
  const now = (running.get(touch) ?? 0) + by
  if (now === 0) running.delete(touch)
  else running.set(touch, now)
}
