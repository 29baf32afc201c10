// Whether the world plays: shown in the bar, with an editor's actions.
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
import { REFERENCE } from '../navigation/route.ts'
import { useSync, useWorld } from '../world/context/use-world.ts'
import { Question } from '../parts/dialog.tsx'
import { Menu, MenuGroup, MenuItem, MenuRule } from '../parts/menu.tsx'
import { useHostOf, useSleepingHost } from '../world/peers/use-host.ts'
import { useIsPaused } from '../world/play/use-live.ts'
import { keepWhatHappened } from '../world/play/keep-live.ts'
import { ask } from '../world/context/owner-requester.ts'
import { tryOut } from '../world/play/begin-trial.ts'
import './play-mark.css'

const ICON = 16

/** `unseen`: without a connection nobody here can tell. `cut`: its node is there, and cannot be reached. */
type PlayState = 'unseen' | 'cut' | 'asleep' | 'paused' | 'playing'

function usePlayState(): PlayState {
  const { replica, trial } = useWorld()
  const isPaused = useIsPaused()
  const isAsleep = useSleepingHost() !== null
  const why = useHostOf(replica)?.why
  const isOffline = useSync(replica).state === 'offline'
  if (isOffline && trial === null) return 'unseen'
  if (isAsleep) return why === undefined ? 'asleep' : 'cut'
  return isPaused ? 'paused' : 'playing'
}

const ICONS = { unseen: CloudOff, cut: CloudOff, asleep: Moon, paused: Pause, playing: Play } as const

const NAMES: Readonly<Record<PlayState, string>> = {
  unseen: 'The world is not seen while offline',
  cut: 'The world cannot be reached',
  asleep: 'The world is asleep',
  paused: 'The world is paused',
  playing: 'The world is playing',
}

/** Why the world itself cannot be asked for anything; one's own trial is on this device. */
const OUT_OF_REACH: Readonly<Record<'unseen' | 'cut' | 'asleep', string>> = {
  unseen:
    'You are offline and do not see what happens in this world. You can still try things out on this device.',
  cut: 'This world cannot be reached now. You can still try things out on this device.',
  asleep: 'This world sleeps until its node wakes. You can still try things out on this device.',
}

export default function PlayMark() {
  const { owner } = useWorld()
  const state = usePlayState()
  const [isAsking, setAsking] = useState(false)
  const Icon = ICONS[state]

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
            aria-label={NAMES[state]}
            title={NAMES[state]}
            data-state={state}
          >
            <Icon size={15} aria-hidden="true" />
            {state !== 'unseen' && state !== 'cut' && <span className="play-mark-text">{state}</span>}
          </button>
        }
      >
        {state === 'unseen' || state === 'cut' || state === 'asleep' ? (
          <MenuGroup label={OUT_OF_REACH[state]}>
            <OwnItems />
          </MenuGroup>
        ) : (
          <>
            <WorldItems isPaused={state === 'paused'} onReset={() => setAsking(true)} />
            <MenuRule />
            <OwnItems />
          </>
        )}
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

interface WorldItemsProps {
  readonly isPaused: boolean
  readonly onReset: () => void
}

/** The requests to the world. */
function WorldItems({ isPaused, onReset }: WorldItemsProps) {
  const world = useWorld()
  const { owner, trial } = world
  return (
    <>
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
        <MenuItem
          icon={<Download size={ICON} />}
          hint="A reset comes back to this."
          onClick={() => keepWhatHappened(world)}
        >
          Keep things as they are now
        </MenuItem>
      )}
      <MenuItem icon={<RotateCcw size={ICON} />} hint="Back to how it was built." onClick={onReset}>
        Reset…
      </MenuItem>
    </>
  )
}

/** Actions on this device, without a network too. */
function OwnItems() {
  const world = useWorld()
  return (
    <>
      {world.trial === null && (
        <MenuItem
          icon={<FlaskConical size={ICON} />}
          hint="In a copy that only you see."
          onClick={() => tryOut(world)}
        >
          Try it out alone
        </MenuItem>
      )}
      <MenuItem icon={<BookOpen size={ICON} />} onClick={() => window.open(REFERENCE, '_blank')}>
        What code can do
      </MenuItem>
    </>
  )
}
