// A small world that is played in a test: real documents, real rules, real programs in the real sandbox, in a
// time that passes only when the test lets it. Stored updates are kept apart, as on a disk, so that a play
// can begin again from them.
import * as Y from 'yjs'
import { compileEngine } from '../../../server/owner/sandboxes/engine-module.ts'
import { createHost, prepare } from '../../../shared/behavior/host/program-host.ts'
import type { Sandbox } from '../../../shared/behavior/sandbox-protocol.ts'
import type { Action } from '../../../shared/play/acts/action.ts'
import { createPlay } from '../../../shared/play/create-play.ts'
import type { Play, PlayOptions } from '../../../shared/play/play.ts'
import type { ArtifactId } from '../../../shared/world/address.ts'
import type { Outcome } from '../../../shared/world/live/live-state-values.ts'
import { shownPageValues } from '../../../shared/world/live/live-page-values.ts'
import type { Artifact } from '../../../shared/world/artifact.ts'
import { createArtifact, type NewArtifact } from '../../../shared/world/edits/place-edits.ts'
import { setText } from '../../../shared/world/edits/text-edits.ts'
import type { Edited } from '../../../shared/world/edits/scene-edit.ts'
import { pageValuesOf, faultsOf, memoryOf } from '../../../shared/world/live/live-state.ts'
import { initScene, textOf } from '../../../shared/world/scene/scene.ts'
import { createView, pageOf, type View } from '../../../shared/world/view/world-view.ts'
import { seededRandom } from '../../simulation/random.ts'
import { settle, VirtualTime } from '../../simulation/time.ts'
import { id } from '../world/made.ts'

const base = prepare(await compileEngine(), Math.random)

/** Where a thing stands, and its data. */
interface Prop extends Partial<Omit<NewArtifact, 'id' | 'name' | 'place'>> {
  readonly x?: number
  readonly y?: number
  readonly on?: string
  readonly code?: string
  readonly width?: number
  readonly height?: number
}

export class World {
  readonly time = new VirtualTime()
  readonly scene = new Y.Doc()
  /** The live document on the disk. */
  stored = new Y.Doc()
  readonly view: View
  readonly logs: string[] = []
  readonly failures: unknown[] = []
  /** Each update that was stored, in bytes. */
  readonly commits: number[] = []
  readonly pageEdits: { readonly id: ArtifactId; readonly at: number }[] = []
  play: Play | null = null
  readonly #random = seededRandom(7)
  #sequence = 0
  #life = { isOver: false }

  constructor() {
    initScene(this.scene, { root: id('root'), title: 'Garden', name: 'garden', text: '' })
    this.view = createView(this.scene, this.stored)
  }

  /** Puts a thing there, as an edit; its name is its id. */
  put(name: string, prop: Prop = {}): ArtifactId {
    const { x = 0, y = 0, on = 'root', code, width = 40, height = 40, ...more } = prop
    const text = code === undefined ? (more.text ?? '') : pageWith(code)
    const look = { width, height, ...more.look }
    const place = { host: id(on), x, y }
    this.done(createArtifact(this.edit, { ...more, id: id(name), name, place, text, look }))
    return id(name)
  }

  /** Changes the code on a page. */
  write(name: string, code: string): void {
    this.done(setText(this.edit, id(name), pageWith(code)))
  }

  done(edited: Edited): void {
    if (!edited.ok) throw new Error(edited.text)
  }

  get edit() {
    return { view: this.view, origin: 'somebody' }
  }

  /** Begins to play from the stored state, and lets the programs start. */
  async begin(more: Partial<PlayOptions> = {}): Promise<void> {
    this.open(more)
    await this.pass(1)
  }

  open(more: Partial<PlayOptions> = {}): void {
    const life = { isOver: false }
    this.#life = life
    const live = new Y.Doc()
    Y.applyUpdate(live, Y.encodeStateAsUpdate(this.stored))
    this.play = createPlay({
      scene: this.scene,
      live,
      sandbox: this.sandbox(),
      clock: this.time.mortal(life),
      random: this.#random.bytes,
      epoch: 1,
      commit: async (update) => {
        this.commits.push(update.length)
        await settle()
        if (life.isOver) return new Promise(() => undefined)
        Y.applyUpdate(this.stored, update)
        return undefined
      },
      editPage: async (artifact, edit) => {
        this.pageEdits.push({ id: artifact, at: this.time.at })
        await settle()
        if (life.isOver) return new Promise(() => undefined)
        const text = textOf(this.scene, artifact)
        if (text !== null) this.scene.transact(() => edit(text), 'behavior')
        return undefined
      },
      onLog: (artifact, lines) => {
        for (const { text } of lines)
          this.logs.push(`${this.view.artifact(artifact)?.name ?? artifact}: ${text}`)
      },
      onFailed: (error) => void this.failures.push(error),
      ...more,
    })
  }

  sandbox(): Sandbox {
    const host = createHost({
      base,
      now: () => this.time.now(),
      ticks: () => this.time.at,
      random: this.#random.fraction,
      hotMax: 200,
    })
    return {
      patch: (patch) => host.patch('world', patch),
      run: async (jobs) => jobs.map((job) => host.run('world', job)),
      stop: (artifact) => host.stop('world', artifact),
      close: () => host.close('world'),
    }
  }

  /** Lets time pass, and lets the writes in it be stored. */
  async pass(ms: number): Promise<void> {
    await this.time.pass(ms)
    for (let turns = 0; turns < 5; turns += 1) await settle()
  }

  /** Asks, and lets happen what follows at once. */
  async ask(action: Action, session = 'somebody', sequence = ++this.#sequence): Promise<Outcome> {
    if (this.play === null) throw new Error('nothing plays')
    const answer = this.play.act({ session, sequence, action, person: 'Ada' })
    await this.pass(200)
    return answer
  }

  use(name: string): Promise<Outcome> {
    return this.ask({ verb: 'use', thing: id(name) })
  }

  async stop(): Promise<void> {
    const stopped = this.play?.stop()
    await this.pass(0)
    await stopped
    this.play = null
  }

  /** Ends as if the power had failed: only stored updates are left. */
  die(): void {
    this.#life.isOver = true
    this.play = null
  }

  thing(name: string): Artifact {
    const thing = this.view.artifact(id(name)) ?? [...this.view.artifacts()].find((one) => one.name === name)
    if (thing === undefined || thing === null) throw new Error(`there is no ${name}`)
    return thing
  }

  /** Where a thing stands: host, x, y. */
  at(name: string): string {
    const { host, place } = this.thing(name)
    return `${host} ${place?.x},${place?.y}`
  }

  memory(name: string): Readonly<Record<string, unknown>> {
    return memoryOf(this.stored, id(name))
  }

  faults(name: string): readonly string[] {
    return faultsOf(this.stored, id(name)).map(
      ({ kind, message, line, count }) => `${kind} ${line} x${count}: ${message}`,
    )
  }

  anchor(name: string, anchor: string): string | undefined {
    return shownPageValues(pageOf(this.view, id(name)) ?? '', pageValuesOf(this.stored, id(name))).get(anchor)
      ?.value
  }
}

export function pageWith(code: string): string {
  return `# A thing\n\n\`\`\`js\n${code}\n\`\`\`\n`
}
