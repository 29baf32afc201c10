// A thing as programs see it, for tests and the bench: fields that are not given have their defaults.
import type { ThingData } from '../../../shared/behavior/sandbox-protocol.ts'
import type { ArtifactId } from '../../../shared/world/address.ts'

export function thingData(id: ArtifactId, given: Partial<ThingData> = {}): ThingData {
  return {
    id,
    name: id,
    host: null,
    x: 0,
    y: 0,
    facing: 'down',
    sprite: 'box',
    width: 64,
    height: 64,
    tint: null,
    angle: 0,
    opacity: 100,
    scale: 100,
    paper: null,
    ink: null,
    title: null,
    passable: false,
    pushable: true,
    pickable: true,
    takeable: false,
    locked: false,
    speed: 100,
    power: 100,
    weight: 100,
    portal: null,
    person: null,
    walk: null,
    ...given,
  }
}
