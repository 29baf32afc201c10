// Where each thing is shown. Merged edits can name a host that is gone, or make a circle (a in b, b in a):
// the lost things, and of each circle the member with the smallest id, are shown in limbo, their inside still
// inside them. It depends on the written hosts alone, not on the order they came in, so every replica
// computes the same, and each thing is reachable from exactly one of the root or limbo.
import type { ArtifactId } from '../address.ts'
import { createFloors } from './floor-lists.ts'
import type { Host } from '../place.ts'

export interface Hosts {
  /** Takes note of an artifact and its written host; null for the root, which stands nowhere. */
  readonly put: (id: ArtifactId, host: Host | null) => void
  readonly remove: (id: ArtifactId) => void
  /**
   * Resolves what was put and removed since; tells what is shown elsewhere now, and which floors that
   * changed.
   */
  readonly resolve: () => ResolvedHosts
  /** Where an artifact is shown as of the last `resolve`. */
  readonly shown: (id: ArtifactId) => Host | null
  readonly on: (host: Host) => readonly ArtifactId[]
  /** True for the member that its circle was broken at. */
  readonly breaksCircle: (id: ArtifactId) => boolean
}

interface ResolvedHosts {
  readonly artifacts: ReadonlySet<ArtifactId>
  readonly hosts: ReadonlySet<Host>
}

export function createHosts(): Hosts {
  const written = new Map<ArtifactId, Host | null>()
  /** The artifacts that name a host, whether it exists or not. */
  const guests = new Map<ArtifactId, Set<ArtifactId>>()
  const shown = new Map<ArtifactId, Host | null>()
  const floors = createFloors()
  /** Each member of each circle, and the circle's members; the first is the one it is broken at. */
  const circles = new Map<ArtifactId, readonly ArtifactId[]>()
  let dirty = new Set<ArtifactId>()

  function name(guest: ArtifactId, host: Host | null | undefined, isNamed: boolean): void {
    if (host === undefined || host === null || host === 'limbo') return
    const named = guests.get(host) ?? new Set()
    if (isNamed) named.add(guest)
    else named.delete(guest)
    if (named.size > 0) guests.set(host, named)
    else guests.delete(host)
  }

  function markGuests(host: ArtifactId): void {
    for (const guest of guests.get(host) ?? []) dirty.add(guest)
  }

  /** The written host, or limbo when that is gone. */
  function hostOf(id: ArtifactId): Host | null {
    const host = written.get(id)
    if (host === undefined || host === null) return null
    return host === 'limbo' || written.has(host) ? host : 'limbo'
  }

  const breaksCircle = (id: ArtifactId): boolean => circles.get(id)?.[0] === id

  /** Forgets the circle of an artifact whose host changed; where it was broken, it has to be shown anew. */
  function forgetCircle(id: ArtifactId, unsettled: Set<ArtifactId>): void {
    const circle = circles.get(id)
    if (circle === undefined) return
    for (const member of circle) {
      circles.delete(member)
      unsettled.add(member)
    }
  }

  /**
   * Finds the circles that the dirty artifacts are in. Each artifact is passed at most once, however many are
   * dirty: a chain of 100,000 boxes in one update must not take its square in steps.
   */
  function findCircles(unsettled: Set<ArtifactId>): void {
    const passed = new Map<ArtifactId, ArtifactId>()
    for (const start of dirty) {
      let at: Host | null = start
      while (at !== null && at !== 'limbo' && !passed.has(at)) {
        passed.set(at, start)
        at = hostOf(at)
      }
      if (at === null || at === 'limbo' || passed.get(at) !== start || circles.has(at)) continue
      const circle = circleFrom(at)
      for (const member of circle) circles.set(member, circle)
      if (circle[0] !== undefined) unsettled.add(circle[0])
    }
  }

  function circleFrom(start: ArtifactId): readonly ArtifactId[] {
    const members: ArtifactId[] = []
    let at: Host | null = start
    do {
      members.push(at)
      at = hostOf(at)
    } while (at !== null && at !== 'limbo' && at !== start)
    return members.sort()
  }

  return {
    put(id, host) {
      const before = written.get(id)
      if (before === host) return
      if (before === undefined) markGuests(id)
      name(id, before, false)
      name(id, host, true)
      written.set(id, host)
      dirty.add(id)
    },
    remove(id) {
      if (!written.has(id)) return
      name(id, written.get(id), false)
      written.delete(id)
      dirty.add(id)
      markGuests(id)
    },
    resolve() {
      const artifacts = new Set<ArtifactId>()
      const hosts = new Set<Host>()
      const unsettled = new Set(dirty)
      for (const id of dirty) forgetCircle(id, unsettled)
      findCircles(unsettled)
      for (const id of unsettled) {
        const before = shown.get(id) ?? null
        const after = breaksCircle(id) ? 'limbo' : hostOf(id)
        if (written.has(id)) shown.set(id, after)
        else shown.delete(id)
        if (before === after) continue
        floors.move(id, before, after)
        artifacts.add(id)
        if (before !== null) hosts.add(before)
        if (after !== null) hosts.add(after)
      }
      dirty = new Set()
      return { artifacts, hosts }
    },
    shown: (id) => shown.get(id) ?? null,
    on: floors.on,
    breaksCircle,
  }
}
