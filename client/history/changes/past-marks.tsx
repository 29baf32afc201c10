// What changed, on the floor: what came glows, what went is a ghost, an arrow leads from where a thing was,
// and the page shows the words that came and went. The change that one is at comes into sight.
import { useEffect } from 'react'
import type { ArtifactId } from '../../../shared/world/address.ts'
import { parsePlace, type Place } from '../../../shared/world/place.ts'
import { DEFAULT_LOOK } from '../../../shared/world/look.ts'
import type { View } from '../../../shared/world/view/world-view.ts'
import { Drawing } from '../../drawings/thing-drawing.tsx'
import { useObservable } from '../../browser/use-observable.ts'
import { useView, useWorld } from '../../world/context/use-world.ts'
import type { Viewport } from '../../world/geometry/viewport.ts'
import type { ListedChanges, SignedChange } from '../../parts/changes/listed-changes.ts'
import { useComparison, useRevertPreview, useTimeTravel } from '../use-time-travel.ts'
import { useFollowedEntry } from './followed-entry.ts'
import { usePageChanges } from './page-changes.ts'
import './changes.css'

interface PastMarksProps {
  readonly host: ArtifactId
  readonly viewport: Viewport
}

export default function PastMarks({ host, viewport }: PastMarksProps) {
  const listed = useShownChanges()
  usePageChanges(listed, host, viewport)
  useFollowedEntry(listed, host, viewport)
  useEmptyPress(viewport)
  return listed?.entries == null ? null : <ThingMarks listed={listed} host={host} />
}

/** What a revert would change, or a comparison while its later moment is on the floor. */
function useShownChanges(): ListedChanges | null {
  const comparison = useComparison()
  const arrived = useObservable(useTimeTravel().arrived)
  const preview = useRevertPreview()
  if (preview !== null) return preview
  return comparison !== null && arrived === comparison.to ? comparison : null
}

/** A press on empty floor selects nothing any more. */
function useEmptyPress({ window }: Viewport): void {
  const { selection } = useWorld()
  useEffect(() => {
    function onPress({ target }: PointerEvent): void {
      if (target instanceof Element && target.closest('.thing') === null) selection.select(null)
    }
    window?.addEventListener('pointerdown', onPress)
    return () => window?.removeEventListener('pointerdown', onPress)
  }, [window, selection])
}

/** More marks than these hide the floor. */
const MARKS_MAX = 400

interface ThingMarksProps {
  readonly listed: ListedChanges
  readonly host: ArtifactId
}

function ThingMarks({ listed: { entries, at }, host }: ThingMarksProps) {
  const present = entries?.[at]?.change
  // The past only changes when another moment is shown.
  const view = useView((now) => now)
  const changes = [...new Set(entries?.map(({ change }) => change))].slice(0, MARKS_MAX)
  return (
    <div className="past-marks" aria-hidden="true">
      {changes.map((change) => (
        <ThingMark key={change.id} change={change} view={view} host={host} isAt={change === present} />
      ))}
    </div>
  )
}

interface ThingMarkProps {
  readonly change: SignedChange
  readonly view: View
  readonly host: ArtifactId
  readonly isAt: boolean
}

function ThingMark({ change, view, host, isAt }: ThingMarkProps) {
  if (change.id === 'world') return null
  const artifact = view.artifact(change.id)
  const now = artifact?.host === host ? artifact.place : null
  const was = placeBefore(change)
  const old = was?.host === host ? was : null
  const size = sizeOf(change, view)
  const common = { size, isAt }
  switch (change.kind) {
    case 'added':
    case 'restored':
      return now && <MarkBox {...common} place={now} kind="came" />
    case 'removed':
      return (
        old && (
          <MarkBox {...common} place={old} kind="went">
            <Drawing name={spriteOf(change, view)} />
          </MarkBox>
        )
      )
    case 'moved':
      return (
        <>
          {old && <MarkBox {...common} place={old} kind="was" />}
          {now && <MarkBox {...common} place={now} kind="moved" />}
          {old && now && <Arrow from={old} to={now} size={size} isAt={isAt} />}
        </>
      )
    case 'changed':
      return now && <MarkBox {...common} place={now} kind="changed" />
  }
}

interface MarkSize {
  readonly width: number
  readonly height: number
}

interface MarkBoxProps {
  readonly place: Place
  readonly size: MarkSize
  readonly kind: 'came' | 'went' | 'was' | 'moved' | 'changed'
  readonly isAt: boolean
  readonly children?: React.ReactNode
}

function MarkBox({ place: { x, y }, size, kind, isAt, children }: MarkBoxProps) {
  return (
    <span
      className="past-mark"
      data-kind={kind}
      data-at={isAt || undefined}
      style={{ translate: `${x}px ${y}px`, ...size }}
    >
      {children}
    </span>
  )
}

interface ArrowProps {
  readonly from: Place
  readonly to: Place
  readonly size: MarkSize
  readonly isAt: boolean
}

/** The head's length, and how far the arrow stays from what it leads to, in pixels. */
const HEAD = 11

/** From the middle of where a thing was to where it is now. */
function Arrow({ from, to, size: { width, height }, isAt }: ArrowProps) {
  const [dx, dy] = [to.x - from.x, to.y - from.y]
  const far = Math.hypot(dx, dy)
  if (far < HEAD * 2) return null
  const [ux, uy] = [dx / far, dy / far]
  const reach = Math.max(far - Math.min(width, height) / 2, far / 2)
  const [x, y] = [from.x + width / 2, from.y + height / 2]
  const [tipX, tipY] = [x + ux * reach, y + uy * reach]
  const wing = (side: 1 | -1): string =>
    `${tipX - ux * HEAD - side * uy * HEAD * 0.6} ${tipY - uy * HEAD + side * ux * HEAD * 0.6}`
  return (
    <svg className="past-arrow" data-at={isAt || undefined} focusable="false">
      <path d={`M${x} ${y}L${tipX} ${tipY}M${wing(1)}L${tipX} ${tipY}L${wing(-1)}`} />
    </svg>
  )
}

function placeBefore({ values }: SignedChange): Place | null {
  return parsePlace(values.find(({ key }) => key === 'place')?.from)
}

/** Its size now, or, of a thing that is gone, the one it had. */
function sizeOf(change: SignedChange, view: View): MarkSize {
  const look = change.id === 'world' ? null : (view.artifact(change.id)?.look ?? null)
  const had = (key: string, usual: number): number => {
    const value = change.values.find((one) => one.key === key)?.from
    return typeof value === 'number' ? value : usual
  }
  return {
    width: look?.width ?? had('look.width', DEFAULT_LOOK.width),
    height: look?.height ?? had('look.height', DEFAULT_LOOK.height),
  }
}

function spriteOf(change: SignedChange, view: View): string {
  const look = change.id === 'world' ? null : (view.artifact(change.id)?.look ?? null)
  const had = change.values.find(({ key }) => key === 'look.sprite')?.from
  return look?.sprite ?? (typeof had === 'string' ? had : DEFAULT_LOOK.sprite)
}
