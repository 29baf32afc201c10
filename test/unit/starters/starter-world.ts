// A world for starter things to live in, all of it real but the time: a play with a sandbox in this thread,
// whose clock passes only when a test lets it. People are here as they are now: they use things, say
// something, and edit.
import * as Y from 'yjs'
import type { Action } from '../../../shared/play/acts/action.ts'
import { createPlay } from '../../../shared/play/create-play.ts'
import type { Play } from '../../../shared/play/play.ts'
import { makeArtifactId, type ArtifactId } from '../../../shared/world/address.ts'
import type { Outcome } from '../../../shared/world/live/live-state-values.ts'
import { shownPageValues } from '../../../shared/world/live/live-page-values.ts'
import type { Artifact } from '../../../shared/world/artifact.ts'
import { createArtifact, moveArtifact } from '../../../shared/world/edits/place-edits.ts'
import { setSetting } from '../../../shared/world/edits/setting-edits.ts'
import { setText } from '../../../shared/world/edits/text-edits.ts'
import type { Edited } from '../../../shared/world/edits/scene-edit.ts'
import { pageValuesOf, faultsOf, speechOf } from '../../../shared/world/live/live-state.ts'
import { initScene } from '../../../shared/world/scene/scene.ts'
import type { Sprite } from '../../../shared/world/sprites.ts'
import { createView, pageOf, type View } from '../../../shared/world/view/world-view.ts'
import { seededRandom } from '../../simulation/random.ts'
import { VirtualTime } from '../../simulation/time.ts'
import { createSandbox } from './sandbox.ts'

/** A thing to put on a floor: a starter thing, or any other. */
export interface Prop {
  readonly name: string
  readonly text: string
  readonly sprite?: Sprite
  readonly width?: number
  readonly height?: number
}

export interface Stage extends AsyncDisposable {
  readonly view: View
  readonly root: ArtifactId
  readonly time: VirtualTime
  /** Puts a thing somewhere, as an edit. */
  put(thing: Prop, x: number, y: number, on?: ArtifactId): ArtifactId
  /** Carries a thing somewhere else, as an edit. */
  carry(thing: ArtifactId, x: number, y: number, on?: ArtifactId): void
  write(thing: ArtifactId, page: string): void
  set(thing: ArtifactId, name: string, value: number | string | boolean): void
  /** Somebody uses a thing; resolves when all that follows at once has happened. */
  use(thing: ArtifactId, person?: string): Promise<Outcome>
  say(words: string, person?: string): Promise<Outcome>
  pass(ms: number): Promise<void>
  /** Ends the play as the node does when it is stopped, and begins another `ms` later. */
  restart(ms: number): Promise<void>
  thing(id: ArtifactId): Artifact
  /** The things on a floor. */
  on(floor: ArtifactId): readonly Artifact[]
  /** The shown value of a line `#name value`. */
  anchor(thing: ArtifactId, name: string): string | undefined
  /** The words of a thing so far. */
  said(by: ArtifactId): readonly string[]
  /** The scene, as bytes. */
  scene(): Uint8Array
  /** The lines of all consoles. */
  readonly logged: readonly string[]
}

/** Long enough for an action and everything that it sets off, in ms. */
const SOON_MS = 500

/** Opens an empty world and lets it play. */
export async function openStage(seed: number): Promise<Stage> {
  const random = seededRandom(seed)
  const time = new VirtualTime()
  const scene = new Y.Doc()
  const root = makeArtifactId(random.bytes)
  initScene(scene, { root, title: 'Stage', name: 'The stage', text: '' })
  const stored = new Y.Doc()
  const view = createView(scene, stored)
  const logged: string[] = []
  const failures: unknown[] = []
  let epoch = 0
  function begin(): Play {
    const live = new Y.Doc()
    Y.applyUpdate(live, Y.encodeStateAsUpdate(stored))
    return createPlay({
      scene,
      live,
      sandbox: createSandbox(time, random),
      clock: time,
      random: random.bytes,
      epoch: ++epoch,
      commit: async (update) => Y.applyUpdate(stored, update),
      editPage: async (artifact, edit) => {
        const text = scene.getMap<Y.Map<unknown>>('artifacts').get(artifact)?.get('text')
        if (text instanceof Y.Text) scene.transact(() => edit(text), 'behavior')
      },
      onLog: (_, lines) => void logged.push(...lines.map(({ text }) => text)),
      onFailed: (error) => void failures.push(error),
    })
  }
  let play = begin()

  const edit = { view, origin: 'somebody' }
  const done = (edited: Edited): void => {
    if (!edited.ok) throw new Error(edited.text)
  }
  const thing = (id: ArtifactId): Artifact => {
    const found = view.artifact(id)
    if (found === null) throw new Error('there is no such thing')
    return found
  }
  let sequence = 0
  async function ask(action: Action, person: string): Promise<Outcome> {
    const asked = { session: 'people', sequence: ++sequence, action, person }
    const answer = play.act(asked)
    await time.pass(SOON_MS)
    return answer
  }

  await time.pass(SOON_MS)
  return {
    view,
    root,
    time,
    logged,
    thing,
    put({ name, text, sprite = 'box', width = 64, height = 64 }, x, y, on = root) {
      const id = makeArtifactId(random.bytes)
      const look = { sprite, width, height }
      done(createArtifact(edit, { id, name, text, look, place: { host: on, x, y } }))
      return id
    },
    carry: (id, x, y, on = root) => done(moveArtifact(edit, id, { host: on, x, y })),
    write: (id, page) => done(setText(edit, id, page)),
    set: (id, name, value) => done(setSetting(edit, id, name, value)),
    use: (id, person = 'Ada') => ask({ verb: 'use', thing: id }, person),
    say: (words, person = 'Ada') => ask({ verb: 'say', words, on: root }, person),
    pass: (ms) => time.pass(ms),
    async restart(ms) {
      const stopped = play.stop()
      await time.pass(ms)
      await stopped
      play = begin()
      await time.pass(SOON_MS)
    },
    on: (floor) => view.on(floor).map(thing),
    anchor: (id, name) => shownPageValues(pageOf(view, id) ?? '', pageValuesOf(stored, id)).get(name)?.value,
    said: (by) => speechOf(stored).flatMap((speech) => (speech.by === by ? [speech.words] : [])),
    scene: () => Y.encodeStateAsUpdate(scene),
    async [Symbol.asyncDispose]() {
      await play.stop()
      const faults = [...view.artifacts()].flatMap(({ id, name }) =>
        faultsOf(stored, id)
          // Where somebody's thing stands, nothing is made, and the line says so.
          .filter(({ message }) => !message.endsWith('It gave null.'))
          .map(({ message, line }) => `${name}, line ${line}: ${message}`),
      )
      view.destroy()
      if (failures.length > 0) throw failures[0]
      // A starter thing never fails, whatever a test does with it.
      if (faults.length > 0) throw new Error(faults.join('\n'))
    },
  }
}
