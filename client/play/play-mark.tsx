// Whether the world plays: said in the bar, with what an editor can do about it.
import {
  BookOpen,
  CloudOff,
  Download,
  FlaskConical,
  Moon,
  Pause,
  Play,
  RotateCcw,
  StepForward,
} from 'lucide-react'
import { useState } from 'react'
import { REFERENCE } from '../app/route.ts'
import { useSync, useWorld } from '../floor/world.ts'
import { Question } from '../parts/dialog.tsx'
import { Menu, MenuItem, MenuRule } from '../parts/menu.tsx'
import { useSleepingHost } from '../peers/use-host.ts'
import { useIsPaused } from './life.ts'
import { keepWhatHappened } from './keep-live.ts'
import { ask } from './owner.ts'
import { tryOut } from './begin-trial.ts'
import './play-mark.css'

const ICON = 16

/** `unseen`: without a connection nobody here can tell. */
type State = 'asleep' | 'unseen' | 'paused' | 'playing'

function StateIcon({ state }: { readonly state: State }) {
  const Icon = { asleep: Moon, unseen: CloudOff, paused: Pause, playing: Play }[state]
  return <Icon size={15} aria-hidden="true" />
}

export default function PlayMark() {
  const world = useWorld()
  const { owner, trial, replica } = world
  const isPaused = useIsPaused()
  const [isAsking, setAsking] = useState(false)
  const isAsleep = useSleepingHost() !== null
  const isUnseen = useSync(replica).state === 'offline' && trial === null
  const state: State = isAsleep ? 'asleep' : isUnseen ? 'unseen' : isPaused ? 'paused' : 'playing'

  async function reset(): Promise<void> {
    const { ok, why } = await owner.act({ verb: 'reset' })
    if (!ok) throw new Error(why ?? 'That is not possible.')
  }

  return (
    <>
      <Menu
        trigger={
          <button
            type="button"
            className="bar-mark play-mark"
            aria-label={isUnseen ? 'What the world does is not seen while offline' : `The world is ${state}`}
            data-state={state}
          >
            <StateIcon state={state} />
            {!isUnseen && <span className="play-mark-text">{state}</span>}
          </button>
        }
      >
        {isPaused ? (
          <>
            <MenuItem icon={<Play size={ICON} />} onClick={() => void ask(owner, { verb: 'play' })}>
              Play
            </MenuItem>
            <MenuItem icon={<StepForward size={ICON} />} onClick={() => void ask(owner, { verb: 'step' })}>
              One step
            </MenuItem>
          </>
        ) : (
          <MenuItem icon={<Pause size={ICON} />} onClick={() => void ask(owner, { verb: 'pause' })}>
            Pause
          </MenuItem>
        )}
        <MenuRule />
        {trial === null && (
          <MenuItem icon={<Download size={ICON} />} onClick={() => keepWhatHappened(world)}>
            Keep what happened
          </MenuItem>
        )}
        <MenuItem icon={<RotateCcw size={ICON} />} onClick={() => setAsking(true)}>
          Reset
        </MenuItem>
        <MenuRule />
        {trial === null && (
          <MenuItem icon={<FlaskConical size={ICON} />} onClick={() => tryOut(world)}>
            Try here
          </MenuItem>
        )}
        <MenuItem icon={<BookOpen size={ICON} />} onClick={() => window.open(REFERENCE, '_blank')}>
          What code can do
        </MenuItem>
      </Menu>
      <Question
        title="Reset the world?"
        text="The world goes back to how it was built. Everything that code moved, made or remembered is discarded. People and what they brought stay."
        yes="Reset"
        open={isAsking}
        onClose={() => setAsking(false)}
        onYes={reset}
      />
    </>
  )
}
