// People whose floor somebody else puts away, takes along or deletes are told, and led to where it stood. A
// person who is writing on it stays, since their keys would go elsewhere. They are told over the floor.
import { useEffect, useRef, useState } from 'react'
import type { ArtifactId } from '../../shared/world/address.ts'
import { atLeast } from '../../shared/world/rights.ts'
import { notify } from '../notices/notices.ts'
import { quotedAsTitle, quotedInWords } from '../words/quoted-names.ts'
import { go, replaceRoute, pathOfFloor } from '../navigation/route.ts'
import { rightIn, useMode } from '../world/play/you.ts'
import { systemClock } from '../device/system-clock.ts'
import { inLimboWith, nameOfPutter, placedBy, wasOn } from './limbo/limbo-origin.ts'
import { bring, isAway } from '../world/edits/put-away.ts'
import { useFloors, useWorld, type World } from '../world/context/use-world.ts'

interface FloorAround {
  readonly host: ArtifactId
  readonly name: string
  readonly outer: ArtifactId | null
}

/** Why a walker is led out may be heard so much later, in ms: where figures are comes by another socket. */
const LATER_MS = 5_000
/** How long somebody is told where they were led from, in ms: they may have looked away. */
const NOTICE_MS = 20_000

export function useLedOut(host: ArtifactId): void {
  const world = useWorld()
  const { view } = world
  const last = useRef<FloorAround | null>(null)
  const outer = useFloors(() => inLimboWith(view, host))
  const isWalking = useMode() === 'walk'
  const [walkedFrom, setWalkedFrom] = useState<{ readonly host: ArtifactId; readonly at: number } | null>(
    null,
  )
  const told = useRef(walkedFrom)
  const outerBehind = useFloors(() => walkedFrom && inLimboWith(view, walkedFrom.host))
  useEffect(() => {
    const before = last.current
    last.current = { host, name: nameOf(view, host), outer }
    if (before === null) return
    if (before.host === host) {
      if (before.outer === null && outer !== null) leadOut(world, host, outer)
      return
    }
    if (view.artifact(before.host) === null) tellGone(world, before, host)
    const isPlaced = isWalking && before.outer === null
    setWalkedFrom(isPlaced ? { host: before.host, at: systemClock.now() } : null)
  }, [world, view, host, outer, isWalking])
  useEffect(() => {
    if (walkedFrom === null || outerBehind === null || told.current === walkedFrom) return
    told.current = walkedFrom
    if (systemClock.now() - walkedFrom.at < LATER_MS) tellAway(world, walkedFrom.host, outerBehind)
  }, [world, walkedFrom, outerBehind])
}

function leadOut(world: World, host: ArtifactId, outer: ArtifactId): void {
  if (isWritingOn()) return
  goTo(world, wasOn(world.view, outer))
  tellAway(world, host, outer)
}

function tellAway(world: World, host: ArtifactId, outer: ArtifactId): void {
  const { view, replica } = world
  const name = nameOf(view, outer)
  const client = placedBy(view, outer)
  if (client === view.scene.clientID) return
  const action = {
    label: 'Bring it back',
    run() {
      bring(world, outer)
      go(pathOfFloor(replica.address, host))
    },
  }
  const tell = (who: string | null): void =>
    notify({
      text:
        who === null
          ? `${quotedAsTitle(name)} was put into limbo while you were in it. You are where it stood.`
          : `${who} put ${quotedInWords(name)} into limbo while you were in it. You are where it stood.`,
      isSo: () => isAway(world, outer),
      timeoutMs: NOTICE_MS,
      ...(atLeast(rightIn(world), 'edit') && { action }),
    })
  nameOfPutter(world, client).then(tell, () => tell(null))
}

/** A thing that is not there any more has no known place: the world's own floor is shown by now. */
function tellGone(world: World, { name, outer }: FloorAround, shown: ArtifactId): void {
  goTo(world, shown)
  const what = outer === null ? 'is no longer in this world' : 'was deleted for good'
  notify({ text: `${quotedAsTitle(name)} ${what}. You are on its main floor.`, timeoutMs: NOTICE_MS })
}

function goTo({ view, replica }: World, floor: ArtifactId | null): void {
  replaceRoute(pathOfFloor(replica.address, floor === view.root ? null : floor))
}

const nameOf = (view: World['view'], id: ArtifactId): string => view.artifact(id)?.name ?? ''

/** The cursor is in the page of the floor. */
const isWritingOn = (): boolean => document.activeElement?.closest('.paper .page') != null
