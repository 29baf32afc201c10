// Commands for the play of the world: pause, step, reset, keep what happened, try something out.
import { allowSounds, areSoundsAllowed } from '../../../world/play/sounds.ts'
import { keepWhatHappened } from '../../../world/play/keep-live.ts'
import { ask } from '../../../world/context/owner-requester.ts'
import { tryOut } from '../../../world/play/begin-trial.ts'
import {
  asks,
  runs,
  type Command,
  type Context,
  type CommandStep,
} from '../../../world/commands/command-types.ts'

const isPaused = ({ world }: Context): boolean => world.now.state === 'paused'
const isReal = ({ world }: Context): boolean => world.trial === null

export const PLAYING: readonly Command[] = [
  {
    id: 'sound-on',
    title: 'Allow sound on this device',
    group: 'Play',
    words: 'hear audio volume unmute',
    when: () => !areSoundsAllowed(),
    does: runs(() => allowSounds(true)),
  },
  {
    id: 'sound-off',
    title: 'Turn sound off on this device',
    group: 'Play',
    words: 'silence audio volume mute quiet',
    when: areSoundsAllowed,
    does: runs(() => allowSounds(false)),
  },
  {
    id: 'pause',
    title: 'Pause the world',
    group: 'Play',
    needs: 'edit',
    words: 'stop halt',
    when: (context) => !isPaused(context),
    does: runs(({ world }) => void ask(world.owner, { verb: 'pause' })),
  },
  {
    id: 'play',
    title: 'Play the world',
    group: 'Play',
    needs: 'edit',
    words: 'go on resume start',
    when: isPaused,
    does: runs(({ world }) => void ask(world.owner, { verb: 'play' })),
  },
  {
    id: 'step',
    title: 'Play one step',
    group: 'Play',
    needs: 'edit',
    words: 'tick',
    when: isPaused,
    does: runs(({ world }) => void ask(world.owner, { verb: 'step' })),
  },
  {
    id: 'keep',
    title: 'Keep things as they are now',
    group: 'Play',
    needs: 'edit',
    words: 'write save live happened',
    when: isReal,
    does: runs(({ world }) => keepWhatHappened(world)),
  },
  {
    id: 'reset',
    title: 'Reset the world…',
    group: 'Play',
    needs: 'edit',
    words: 'restart undo live',
    does: asks(askReset),
  },
  {
    id: 'try',
    title: 'Try it out alone',
    group: 'Play',
    needs: 'edit',
    words: 'experiment sandbox trial here copy',
    when: isReal,
    does: runs(({ world }) => tryOut(world)),
  },
  {
    id: 'try-keep',
    title: 'Keep what you tried out',
    group: 'Play',
    needs: 'edit',
    when: (context) => !isReal(context),
    does: runs(({ world }) => world.trial?.keep()),
  },
  {
    id: 'try-drop',
    title: 'Discard what you tried out',
    group: 'Play',
    needs: 'edit',
    when: (context) => !isReal(context),
    does: runs(({ world }) => world.trial?.drop()),
  },
]

function askReset({ world }: Context): CommandStep {
  return {
    prompt: 'Reset the world? Everything that code moved, made or remembered is discarded.',
    nothing: 'Choose one of the two.',
    choices: () => [
      {
        id: 'leave',
        title: 'Leave it as it is',
        does: runs(() => undefined),
      },
      {
        id: 'reset',
        title: 'Reset it to how it was built',
        does: runs(() => void ask(world.owner, { verb: 'reset' })),
      },
    ],
  }
}
