// Going onto the floor of a thing, and leaving it again.
import type { ArtifactId } from '../../world/address.ts'
import { freeSpot } from '../space.ts'
import { happening, plan, refuse, type Doer, type Plan, type Stage } from '../stage.ts'
import { FULL, GONE, hostOf, isBeside, nameOf, NOWHERE, put, spotBeside, whyNotOn } from './floor.ts'

export function planEnter(stage: Stage, doer: Doer, id: ArtifactId): Plan {
  const me = stage.things.get(doer.id)
  const door = stage.things.get(id)
  if (me === null || door === null) return refuse(GONE)
  const from = hostOf(stage.things, me)
  if (from === null) return refuse(NOWHERE)
  if (id === me.id) return refuse('One cannot enter oneself.')
  const now = stage.now()
  if (!isBeside(me, door, now)) return refuse(`${nameOf(door)} is not beside it.`)
  if (door.locked) return refuse(`${nameOf(door)} is locked.`)
  const why = whyNotOn(stage.things, me, id)
  if (why !== null) return refuse(why)
  const spot = freeSpot(stage.space, me, id, { x: 0, y: 0 }, now)
  if (spot === null) return refuse(FULL)
  const event = happening('enter', now, { subject: me.id, object: id, host: id })
  return plan(event, () => {
    put(stage, me, id, spot)
    stage.tell(happening('leave', now, { subject: me.id, object: from.id, host: from.id }), doer.depth + 1)
    stage.tell(event, doer.depth + 1)
  })
}

export function planLeave(stage: Stage, doer: Doer): Plan {
  const me = stage.things.get(doer.id)
  if (me === null) return refuse(GONE)
  const floor = hostOf(stage.things, me)
  if (floor === null) return refuse(NOWHERE)
  const outside = hostOf(stage.things, floor)
  if (outside === null) {
    return refuse(floor.host === 'limbo' ? NOWHERE : 'This is the world itself: there is nothing outside.')
  }
  const spot = spotBeside(stage, me, floor, outside.id)
  if (spot === null) return refuse(FULL)
  const now = stage.now()
  const event = happening('leave', now, { subject: me.id, object: floor.id, host: floor.id })
  return plan(event, () => {
    put(stage, me, outside.id, spot)
    stage.tell(event, doer.depth + 1)
    stage.tell(cameTo(me.id, outside.id, now), doer.depth + 1)
  })
}

function cameTo(subject: ArtifactId, floor: ArtifactId, at: number) {
  return happening('enter', at, { subject, object: floor, host: floor })
}
