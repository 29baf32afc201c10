// Beginning a draft at the moment of the past that is shown: one walks there with the code of then.
import type { Revision } from '../../../shared/history/revision.ts'
import { Card } from '../../parts/dialog.tsx'
import { useWorld } from '../../world/context/use-world.ts'
import { NewDraftForm } from './drafts-of-world.tsx'
import './drafts.css'

interface DraftOfMomentProps {
  readonly revision: Revision
  readonly onClose: () => void
}

export function DraftOfMoment({ revision, onClose }: DraftOfMomentProps) {
  const { address } = useWorld().replica
  return (
    <Card title="Begin a draft at this moment" open onClose={onClose}>
      <p className="card-text">The draft begins as the world was then, and its programs are those of then.</p>
      <NewDraftForm world={address} revision={revision} />
    </Card>
  )
}
