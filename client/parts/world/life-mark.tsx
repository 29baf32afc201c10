// The mark of a thing's code on the thing: that it runs, that it is held, that it failed, that it sleeps.
import type { ArtifactId } from '../../../shared/world/address.ts'
import { hasHung, isWarning } from '../../../shared/world/live/live-state-values.ts'
import { isCodeHeld, letCodeRun } from '../../../shared/behavior/held-code.ts'
import { Button } from '../button.tsx'
import { Sheet } from '../drop-sheet.tsx'
import { useArtifactState, useWorld } from '../../world/context/use-world.ts'
import { useHostOf, useSleepingHost } from '../../world/peers/use-host.ts'
import { lineOfFault } from '../../words/fault-words.ts'
import { useAsleep, useFaults, useProgramState, useProgram } from '../../world/play/use-live.ts'
import { ask } from '../../world/context/owner-requester.ts'
import './life.css'

interface LifeMarkProps {
  readonly id: ArtifactId
  readonly name: string
}

interface PlacedProps extends LifeMarkProps {
  /** Of the square that the thing is drawn in, in pixels; it stands at the foot of the thing's own box. */
  readonly side: number
}

export default function LifeMark({ id, name, side }: PlacedProps) {
  return (
    <span className="life-place" style={{ width: side, height: side }}>
      <MarkOf id={id} name={name} />
    </span>
  )
}

function MarkOf({ id, name }: LifeMarkProps) {
  switch (useProgramState(id)) {
    case 'none':
      return null
    case 'alive':
      return <span className="life" data-life="alive" aria-hidden="true" />
    case 'paused':
      return <span className="life" data-life="paused" aria-hidden="true" />
    case 'faulty':
      return <FaultyMark id={id} name={name} />
    case 'asleep':
      return <AsleepMark id={id} name={name} />
  }
}

/** Opens the fault. */
function FaultyMark({ id, name }: LifeMarkProps) {
  const { selection, view } = useWorld()
  const fault = useFaults(id).find((one) => !isWarning(one))
  const program = useProgram(id)
  if (!fault) return null
  const line = lineOfFault(fault, program) ?? 1
  return (
    <button
      type="button"
      className="life life-button"
      data-life="faulty"
      aria-label={`Fault in ${name}: ${fault.message}`}
      title={fault.message}
      onClick={() => selection.point({ id, line }, id === view.root)}
    >
      !
    </button>
  )
}

/** Says why it sleeps, and wakes it. */
function AsleepMark({ id, name }: LifeMarkProps) {
  return (
    <Sheet
      title={`${name} is asleep`}
      trigger={
        <button
          type="button"
          className="life life-button"
          data-life="asleep"
          aria-label={`${name} is asleep`}
        >
          z
        </button>
      }
    >
      <WakeUp id={id} />
    </Sheet>
  )
}

export function WakeUp({ id }: { readonly id: ArtifactId }) {
  const { owner, edit, view, replica } = useWorld()
  const why = useHostOf(replica)?.why
  const asleep = useAsleep(id)
  const mustChange = hasHung(useFaults(id))
  const isHeld = useArtifactState(id, () => isCodeHeld(view.scene, id))
  const host = useSleepingHost()
  if (host !== null) {
    return (
      <p className="sheet-text">
        {why ?? `${host} is asleep, and so is everything that lives in this world.`} It all carries on{' '}
        {why === undefined ? 'when that node wakes' : 'once that is put right'}.
      </p>
    )
  }
  function wake(): void {
    if (isHeld && !letCodeRun(edit, id).ok) return
    void ask(owner, { verb: 'wake', thing: id })
  }
  return (
    <>
      <p className="sheet-text">{asleep?.why ?? 'It is awake.'}</p>
      {asleep !== null && !mustChange && (
        <div className="sheet-ways">
          <Button look="main" onClick={wake}>
            {isHeld ? 'Let it run' : 'Wake it'}
          </Button>
        </div>
      )}
    </>
  )
}
