// The inspector: a thing opened. What it is called, how it looks, what play goes by, what is in it, and its page.
import type { ArtifactId } from '../../shared/world/address.ts'
import type { Artifact } from '../../shared/world/artifact.ts'
import { pageOf } from '../../shared/world/page.ts'
import { setLook } from '../../shared/world/edit-fields.ts'
import { act, putAway, sizeOf } from '../floor/act.ts'
import { SpriteGrid } from '../floor/palette.tsx'
import { Panel } from '../floor/panel.tsx'
import { SaveThing } from '../folder/save-thing.tsx'
import { useArtifact, useHasCode, usePage, useView, useWorld } from '../floor/world.ts'
import { FaultList, usePoint } from '../outline/outline.tsx'
import { PageEditor } from '../page/page-editor.tsx'
import { Button } from '../parts/button.tsx'
import { useAsleep, useFaults } from '../play/life.ts'
import { WakeUp } from '../play/life-mark.tsx'
import { Console } from './console.tsx'
import { Inside } from './inside.tsx'
import { NameHead } from './name-head.tsx'
import { PropertyList } from './property-list.tsx'
import { Settings } from './settings.tsx'
import { SizeChoice } from './size-choice.tsx'
import './inspector.css'

export default function Inspector({ id }: { readonly id: ArtifactId }) {
  const artifact = useArtifact(id)
  if (!artifact) {
    return (
      <Panel title="Gone">
        <p className="panel-note">This thing is not here any more.</p>
      </Panel>
    )
  }
  return <Opened artifact={artifact} />
}

function Opened({ artifact }: { readonly artifact: Artifact }) {
  const world = useWorld()
  if (artifact.id === world.view.root) return <OpenedFloor id={artifact.id} />
  return <OpenedThing artifact={artifact} />
}

/** The world itself: its page is the floor, so that only what its code needs is here. */
function OpenedFloor({ id }: { readonly id: ArtifactId }) {
  return (
    <Panel title="The world’s own page">
      <Troubles id={id} />
      <Settings id={id} />
      <LoggedBy id={id} />
    </Panel>
  )
}

/** What went wrong in a thing's code. */
function Troubles({ id }: { readonly id: ArtifactId }) {
  const faults = useFaults(id)
  const asleep = useAsleep(id)
  const point = usePoint(id)
  if (faults.length === 0 && asleep === null) return null
  const title = asleep === null ? 'Faults' : 'Asleep'
  return (
    <section className="part" aria-label={title}>
      <h3 className="part-title">{title}</h3>
      {asleep !== null && <WakeUp id={id} />}
      <FaultList id={id} faults={faults} onOpen={point} />
    </section>
  )
}

function LoggedBy({ id }: { readonly id: ArtifactId }) {
  return useHasCode(id) && <Console id={id} />
}

function OpenedThing({ artifact }: { readonly artifact: Artifact }) {
  const world = useWorld()
  const { id, look } = artifact
  function dress(sprite: string): void {
    act(world, (edit) => setLook(edit, id, { sprite, ...sizeOf(sprite) }))
  }
  return (
    <Panel title={artifact.name} head={<NameHead key={artifact.name} artifact={artifact} />}>
      <Troubles id={id} />
      <Settings id={id} />
      <ThingPage artifact={artifact} />
      <LoggedBy id={id} />
      <Inside host={id} />
      <details className="part">
        <summary className="part-title">Look</summary>
        <SpriteGrid chosen={look.sprite} onChoose={dress} />
        <SizeChoice artifact={artifact} />
      </details>
      <details className="part">
        <summary className="part-title">Properties</summary>
        <PropertyList artifact={artifact} />
      </details>
      <SaveThing id={id} />
      {artifact.host !== 'limbo' && (
        <Button look="grave" className="put-away" onClick={() => putAway(world, id)}>
          Put away
        </Button>
      )}
    </Panel>
  )
}

function ThingPage({ artifact: { id, name } }: { readonly artifact: Artifact }) {
  const { presence, undo, now } = useWorld()
  const text = usePage(id)
  if (!text) return <MadePage id={id} />
  return (
    <section className="part thing-page" aria-label="Page">
      <PageEditor
        id={id}
        text={text}
        now={now}
        presence={presence}
        undo={undo}
        label={`The page of ${name}`}
        hint="What it is, what it says, what it does."
      />
    </section>
  )
}

/** The page of what code made: it can be read, and written when it is kept. */
function MadePage({ id }: { readonly id: ArtifactId }) {
  const page = useView((view) => pageOf(view, id)) ?? ''
  return (
    <section className="part" aria-label="Page">
      <p className="panel-note">Code made this thing. Keep what happened, then it can be changed.</p>
      {page !== '' && <pre className="made-page">{page}</pre>}
    </section>
  )
}
