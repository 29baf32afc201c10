// Asks a person who leaves a world in the middle of a trial: the trial's changes are nowhere else.
import { AlertDialog } from '@base-ui/react/alert-dialog'
import { Button } from '../parts/button.tsx'
import '../parts/dialog.css'

interface LeaveTrialProps {
  readonly open: boolean
  readonly onStay: () => void
  readonly onDrop: () => void
  readonly onKeep: () => void
}

export function LeaveTrial({ open, onStay, onDrop, onKeep }: LeaveTrialProps) {
  return (
    <AlertDialog.Root open={open} onOpenChange={(next) => !next && onStay()}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="veil" />
        <AlertDialog.Popup className="card">
          <AlertDialog.Title className="card-title">Keep what you tried out?</AlertDialog.Title>
          <AlertDialog.Description className="card-text">
            Nobody else has seen it. If you leave without keeping it, it is gone.
          </AlertDialog.Description>
          <div className="card-foot">
            <AlertDialog.Close className="button button-quiet">Stay</AlertDialog.Close>
            <Button onClick={onDrop}>Discard</Button>
            <Button look="main" onClick={onKeep}>
              Keep
            </Button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}
