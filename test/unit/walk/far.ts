// Somebody who walks from a browser far away: a real play, real rules, and a wire between that is slow, and
// not evenly so.
import * as Y from 'yjs'
import { createWalker } from '../../../client/walk/own-avatar.ts'
import type { ThingData } from '../../../shared/behavior/sandbox-protocol.ts'
import type { Action } from '../../../shared/play/acts/action.ts'
import { spotAt } from '../../../shared/play/walking/walk-geometry.ts'
import type { Artifact } from '../../../shared/world/artifact.ts'
import type { Outcome } from '../../../shared/world/live/live-state-values.ts'
import { createView, type View } from '../../../shared/world/view/world-view.ts'
import { Player } from '../play/people.ts'
import type { World } from '../play/world.ts'
import type { Walker } from '../../../client/world/play/walk-session.ts'

/** How long words take one way, in ms: at least, and so much more by chance. */
export interface Wire {
  readonly ms: number
  readonly jitterMs: number
}

export class Far {
  readonly view: View
  readonly walker: Walker
  readonly player: Player
  readonly said: string[] = []
  /** Their shown position, ahead of the owner's. */
  lead: ThingData | null = null
  /** While it is cut, nothing is asked, and nothing comes. */
  isCut = false
  readonly #live = new Y.Doc()
  readonly #world: World
  readonly #wire: Wire
  readonly #chance: () => number
  readonly #arrives = { up: 0, down: 0 }

  constructor(world: World, name: string, wire: Wire, chance: () => number) {
    this.#world = world
    this.#wire = wire
    this.#chance = chance
    this.player = new Player(world, name)
    Y.applyUpdate(this.#live, Y.encodeStateAsUpdate(world.stored))
    this.view = createView(world.scene, this.#live)
    world.stored.on('update', (update: Uint8Array) => this.#later('down', () => this.#hear(update)))
    this.walker = createWalker({
      view: this.view,
      me: () => this.me,
      act: (action) => this.ask(action),
      clock: world.time,
      now: () => world.time.now(),
      show: (thing) => {
        this.lead = thing
      },
      say: (why) => this.said.push(why),
    })
  }

  get me(): Artifact | null {
    const artifact = this.view.artifact(this.player.body)
    return artifact?.avatar?.isAway === false ? artifact : null
  }

  /** Where they see themselves, and which way they look. */
  get seen(): string {
    const here = this.walker.here()
    return here === null ? 'nowhere' : `${here.host} ${here.x},${here.y} ${here.facing}`
  }

  /** The same, by the owner. */
  get owned(): string {
    const { place, walk } = this.player.avatar
    const { x, y } = spotAt({ ...place, walk }, this.#world.time.now())
    return `${place.host} ${x},${y} ${place.facing}`
  }

  /** The connection is there again, with all that was missed. */
  mend(): void {
    this.isCut = false
    Y.applyUpdate(this.#live, Y.encodeStateAsUpdate(this.#world.stored))
  }

  ask(action: Action): Promise<Outcome> {
    if (this.isCut)
      return Promise.resolve({
        ok: false,
        why: 'There is no connection. Try again when you are back online.',
      })
    return new Promise((resolve, reject) => {
      this.#later('up', () => {
        this.player.begin(action).then((outcome) => this.#later('down', () => resolve(outcome)), reject)
      })
    })
  }

  #hear(update: Uint8Array): void {
    if (!this.isCut) Y.applyUpdate(this.#live, update)
  }

  /** Messages arrive in the order in which they were sent. */
  #later(way: 'up' | 'down', run: () => void): void {
    const { time } = this.#world
    const at = time.at + this.#wire.ms + Math.floor(this.#chance() * this.#wire.jitterMs)
    this.#arrives[way] = Math.max(this.#arrives[way], at)
    time.after(this.#arrives[way] - time.at, run)
  }
}
