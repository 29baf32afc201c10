// The line over a world at work within a page of another site: how one comes in there, and the way out of it.
import { ExternalLink } from 'lucide-react'
import { useState } from 'react'
import type { ArtifactId } from '../../../shared/world/address.ts'
import { pathOfFloor } from '../../navigation/route.ts'
import { Card } from '../../parts/dialog.tsx'
import { useMe, useMeHandle } from '../../session/me.ts'
import { useWorld } from '../../world/context/use-world.ts'
import { useOfferedRight } from '../../world/play/you.ts'
import { NameForm } from '../sign-in/name-form.tsx'
import './frame-line.css'

interface FrameLineProps {
  /** The thing whose floor is shown; null: the world's own. */
  readonly floor: ArtifactId | null
}

export default function FrameLine({ floor }: FrameLineProps) {
  const { person } = useMe()
  return (
    <span className="frame-line">
      {person.kind === 'nobody' && <ComeIn />}
      <OpenInInkland floor={floor} />
    </span>
  )
}

/** With a name, where that is of use. */
function ComeIn() {
  const offered = useOfferedRight()
  const { node } = useMe()
  const { rename } = useMeHandle()
  const [isOpen, setOpen] = useState(false)
  if ((offered !== 'act' && offered !== 'edit') || node?.guests === false) return null
  return (
    <>
      <button type="button" className="frame-line-way" onClick={() => setOpen(true)}>
        {offered === 'edit' ? 'Come in to write' : 'Come in to walk and talk'}
      </button>
      <Card title="What should we call you?" open={isOpen} onClose={() => setOpen(false)}>
        <NameForm onName={rename} />
      </Card>
    </>
  )
}

/** The same floor as a page of its own, as whoever one is there. That page learns nothing of the frame. */
function OpenInInkland({ floor }: FrameLineProps) {
  const { replica } = useWorld()
  return (
    <a className="frame-line-way" href={pathOfFloor(replica.address, floor)} target="_blank" rel="noreferrer">
      Open in Inkland <ExternalLink size={14} aria-hidden="true" />
    </a>
  )
}
