// The inspector: the selection, opened. One thing with its page, its code and the things in it; several with
// their common properties; the world itself with the needs of its own page.
import { DoorOpen, Hand } from 'lucide-react'
import { Suspense, useMemo, useState } from 'react'
import type { ArtifactId } from '../../shared/world/address.ts'
import { hasFailed } from '../../shared/world/live/live-state-values.ts'
import type { Artifact } from '../../shared/world/artifact.ts'
import { pageOf } from '../../shared/world/view/world-view.ts'
import { use } from '../world/context/act.ts'
import { putAllAway } from '../world/edits/selected-edits.ts'
import { Panel } from '../parts/world/panel.tsx'
import { broughtFromOf } from '../../shared/world/live/brought-from.ts'
import { Ago } from '../parts/ago.tsx'
import { saidHere } from '../world/peers/held-link.ts'
import { useSelected } from '../world/context/selection.ts'
import { useGoTo, useShownFloor } from '../world/shown-floor.ts'
import {
  useArtifact,
  useCanBeUsed,
  useHasCode,
  useLang,
  usePage,
  useView,
  useWorld,
} from '../world/context/use-world.ts'
import { FaultList } from '../parts/world/fault-list.tsx'
import { Button } from '../parts/button.tsx'
import { useAsleep, useFaults } from '../world/play/use-live.ts'
import { KeepLine } from '../parts/world/keep-line.tsx'
import { WakeUp } from '../parts/world/life-mark.tsx'
import { Console } from './thing-console.tsx'
import { ColorGroup, ThingGroups } from './thing-groups.tsx'
import { Inside } from './things-inside.tsx'
import { ShownMaking } from './shown-making.tsx'
import { Language } from './world-language.tsx'
import { LinkedFrom } from './linked-from.tsx'
import { NameHead } from './name-head.tsx'
import { OpenedMany } from './opened-many.tsx'
import { Settings } from './thing-settings.tsx'
import { useWide, WideButton } from './wide.tsx'
import { useInspectorSlots } from './inspector-slots.ts'
import '../page/page-beside.css'
import './inspector.css'

export function Inspector() {
  const { selection, view } = useWorld()
  const floor = useShownFloor()
  const chosen = useSelected(selection, (now) => now.ids)
  const last = useSelected(selection, (now) => now.id)
  const many = useMemo(() => [...chosen].filter((one) => one !== view.root), [chosen, view])
  const id = last ?? floor
  if (id === null) return null
  return many.length > 1 ? <OpenedMany ids={many} /> : <OpenedOne key={id} id={id} />
}

function OpenedOne({ id }: { readonly id: ArtifactId }) {
  const artifact = useArtifact(id)
  if (!artifact) {
    return (
      <Panel title="Gone">
        <p className="panel-note">This thing is no longer here.</p>
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

/** The world itself: its page is the floor, so that only what its code needs and how it looks is here. */
function OpenedFloor({ id }: { readonly id: ArtifactId }) {
  const ids = useMemo(() => [id], [id])
  return (
    <Panel title="The world’s page">
      <Troubles id={id} />
      <Settings id={id} />
      <LoggedBy id={id} />
      <LinkedFrom id={id} />
      <Language />
      <ShownMaking />
      <ColorGroup ids={ids} startsOpen />
      <WhoWrote id={id} />
    </Panel>
  )
}

/** The faults of a thing's code. */
function Troubles({ id }: { readonly id: ArtifactId }) {
  const faults = useFaults(id)
  const asleep = useAsleep(id)
  if (faults.length === 0 && asleep === null) return null
  const title = asleep !== null ? 'Asleep' : hasFailed(faults) ? 'Faults' : 'Warnings'
  return (
    <section className="part" aria-label={title}>
      <h3 className="part-title">{title}</h3>
      {asleep !== null && <WakeUp id={id} />}
      <FaultList id={id} faults={faults} />
    </section>
  )
}

/** The authors of its values; asked for when somebody wants to know. */
function WhoWrote({ id }: { readonly id: ArtifactId }) {
  const [isOpen, setOpen] = useState(false)
  const { ValueAuthors } = useInspectorSlots()
  return (
    <details className="part" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary className="part-title">Who wrote this</summary>
      {isOpen && (
        <Suspense fallback={null}>
          <ValueAuthors id={id} />
        </Suspense>
      )}
    </details>
  )
}

function LoggedBy({ id }: { readonly id: ArtifactId }) {
  return useHasCode(id) && <Console id={id} />
}

function OpenedThing({ artifact }: { readonly artifact: Artifact }) {
  const world = useWorld()
  const floor = useShownFloor()
  const goTo = useGoTo()
  const { id } = artifact
  const ids = useMemo(() => [id], [id])
  const isHere = id === floor
  const canBeUsed = useCanBeUsed(id)
  const wide = useWide(id)
  const { LimboNote, SaveThing } = useInspectorSlots()
  const head = (
    <>
      <NameHead artifact={artifact} />
      {!isHere && <WideButton {...wide} />}
    </>
  )
  return (
    <Panel title={artifact.name} head={head} isWide={!isHere && wide.isWide}>
      {!isHere && <LimboNote id={id} />}
      {!isHere && (
        <div className="thing-ways">
          {canBeUsed && (
            <Button look="quiet" onClick={() => use(world, id)}>
              <Hand size={16} aria-hidden="true" /> Use
            </Button>
          )}
          <Button look="quiet" onClick={() => goTo(id)}>
            <DoorOpen size={16} aria-hidden="true" /> Go in
          </Button>
        </div>
      )}
      <Settings id={id} />
      {!isHere && <ThingPage artifact={artifact} />}
      {/* Below the page: what goes wrong while one types would push the line down. Marks at the lines lead there. */}
      <Troubles id={id} />
      <CameFrom id={id} />
      <LoggedBy id={id} />
      <Inside host={id} />
      <LinkedFrom id={id} />
      <ThingGroups ids={ids} />
      <WhoWrote id={id} />
      <SaveThing id={id} />
      {artifact.host !== 'limbo' && (
        <Button look="grave" className="put-away" onClick={() => putAllAway(world, ids)}>
          Put away
        </Button>
      )}
    </Panel>
  )
}

function ThingPage({ artifact: { id, name } }: { readonly artifact: Artifact }) {
  const { presence, undo, now } = useWorld()
  const { PageEditor } = useInspectorSlots()
  const text = usePage(id)
  const lang = useLang()
  if (!text) return <MadePage id={id} />
  return (
    <section className="part page-beside" aria-label="Page" lang={lang}>
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

/** The page of a thing that code made, or somebody brought: it can be read, and written once it is kept. */
function MadePage({ id }: { readonly id: ArtifactId }) {
  const page = useView((view) => pageOf(view, id)) ?? ''
  return (
    <section className="part" aria-label="Page">
      <div className="panel-note panel-ask">
        <KeepLine id={id} />
      </div>
      {page !== '' && <pre className="made-page">{page}</pre>}
    </section>
  )
}

/** The beginning of a thing's history, if that is on another node: who brought it, and when. */
function CameFrom({ id }: { readonly id: ArtifactId }) {
  const { view, replica } = useWorld()
  const came = broughtFromOf(view.scene, view.live, id)
  if (came === null) return null
  return (
    <section className="part" aria-label="History">
      <h3 className="part-title">History</h3>
      <p className="panel-note">
        Came from <span className="address">{saidHere(replica.address, came.from)}</span>,{' '}
        <Ago at={came.at} />. What was written on it before is recorded there.
      </p>
    </section>
  )
}
