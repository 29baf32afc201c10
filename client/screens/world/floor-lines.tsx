// The lines over a floor: that its world's node sleeps, that it is in limbo, or that it came here in play and
// can only be read; and the message when one's floor is not there any more.
import { nodeOf, type ArtifactId } from '../../../shared/world/address.ts'
import { ConflictNews } from '../../away/conflict-news.tsx'
import HostLine from '../../peers/host-line.tsx'
import { KeepLine } from '../../parts/world/keep-line.tsx'
import { useMode } from '../../world/play/you.ts'
import { LimboLineOver } from '../../floor/limbo/limbo-note.tsx'
import { useLedOut } from '../../floor/led-out.ts'
import type { Viewport } from '../../world/geometry/viewport.ts'
import { useArtifactState, useWorld } from '../../world/context/use-world.ts'
import './floor-lines.css'

interface FloorLinesProps {
  readonly host: ArtifactId
  readonly viewport: Viewport
}

export default function FloorLines({ host, viewport }: FloorLinesProps) {
  const { replica } = useWorld()
  useLedOut(host)
  return (
    <div className="floor-lines">
      {nodeOf(replica.address) !== null && <HostLine />}
      <LimboLineOver host={host} />
      <LiveNote host={host} />
      <ConflictNews viewport={viewport} />
    </div>
  )
}

/** A person who may not edit has nothing to keep. */
function LiveNote({ host }: { readonly host: ArtifactId }) {
  const isLive = useArtifactState(host, (artifact) => artifact?.onlyLive === true)
  const isWriting = useMode() === 'write'
  if (!isLive || !isWriting) return null
  return (
    <aside className="floor-line" aria-label="This page">
      <KeepLine id={host} />
    </aside>
  )
}
