// An outline over a world in a test, and its lines as text.
import { createOutline, type OutlineModel } from '../../../client/outline/outline-model.ts'
import type { OutlineEntry } from '../../../client/outline/outline-entry.ts'
import type { Programs } from '../../../client/world/context/program-index.ts'
import { nested, type StandingHeading } from '../../../client/world/geometry/heading-positions.ts'
import { programOf } from '../../../shared/behavior/program-parser.ts'
import type { ArtifactId } from '../../../shared/world/address.ts'
import { createLiveFollower } from '../../../shared/world/view/live-follower.ts'
import { pageOf } from '../../../shared/world/view/world-view.ts'
import type { id } from '../world/made.ts'
import { make, makeWorld, ROOT, type World } from '../world/made.ts'

function programsOf({ view }: World): Pick<Programs, 'ids' | 'of' | 'subscribe'> {
  const of = (thing: ReturnType<typeof id>) => programOf(pageOf(view, thing) ?? '')
  return {
    of,
    ids: () => [...view.artifacts()].map((artifact) => artifact.id).filter((thing) => of(thing) !== null),
    subscribe: () => () => undefined,
  }
}

/** Work that waits for a pause in typing. */
let waiting: (() => void)[] = []
export function pause(): void {
  for (const run of waiting.splice(0)) run()
}

/** Headings that stand where a test says. */
export function headingsFor() {
  const known = new Map<ArtifactId, readonly StandingHeading[]>()
  const listeners = new Set<(host: ArtifactId) => void>()
  return {
    of: (host: ArtifactId) => known.get(host) ?? [],
    hosts: () => known.keys(),
    subscribe(listener: (host: ArtifactId) => void) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    /** `##` as on a page, each with its height. */
    put(host: ArtifactId, headings: readonly (readonly [words: string, top: number])[]) {
      known.set(
        host,
        nested(
          headings.map(([words, top], line) => {
            const text = words.replace(/^#+ /, '')
            return { level: words.length - text.length - 1, text, line: line + 1, top }
          }),
        ),
      )
      for (const listener of listeners) listener(host)
    },
  }
}

export function outlineOf(world: World, headings = headingsFor()): OutlineModel {
  return createOutline({
    clock: { after: (_, run) => ((waiting = [...waiting, run]), () => undefined) },
    view: world.view,
    now: createLiveFollower(world.live),
    programs: programsOf(world),
    headings,
    pageOf: (thing) => pageOf(world.view, thing) ?? '',
  })
}

/** Lines as text: two blanks for each floor, + and - before what is open and closed by its own line. */
export function drawn(outline: OutlineModel): string[] {
  return outline.rows().map((row) => `${'  '.repeat(row.depth)}${said(row)}`)
}

function said(row: OutlineEntry): string {
  switch (row.kind) {
    case 'thing':
      return `${row.id}${row.isMatch ? '' : ' (around)'}`
    case 'heading':
      return `# ${row.text}${row.isMatch ? '' : ' (around)'}`
    case 'people':
      return 'PEOPLE'
    case 'person':
      return `@${row.id}${row.isMatch ? '' : ' (around)'}`
    case 'limbo':
      return 'LIMBO'
    case 'fault':
      return `! ${row.fault.message}`
    case 'asleep':
      return 'asleep'
  }
  return row satisfies never
}

export function garden(): { readonly world: World; readonly outline: OutlineModel } {
  const world = makeWorld()
  for (const name of ['chest', 'box10', 'box2']) make(world, name)
  make(world, 'lamp', 'chest', { text: 'It shines.\nVery bright.' })
  return { world, outline: outlineOf(world) }
}

/** A page of three headings, with things that stand under them. */
export function house() {
  const world = makeWorld()
  const headings = headingsFor()
  const things = { door: 0, pan: 210, cup: 420, jar: 400, rose: 620 }
  for (const [name, y] of Object.entries(things))
    make(world, name, 'root', { place: { host: ROOT, x: 0, y } })
  const outline = outlineOf(world, headings)
  headings.put(ROOT, [
    ['# Kitchen', 100],
    ['## Shelf', 400],
    ['# Garden', 600],
  ])
  return { world, headings, outline }
}
