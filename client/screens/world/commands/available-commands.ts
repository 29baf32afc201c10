// The commands for a person: walkers have others than writers, and people who may not edit have none that do.
import { atLeast } from '../../../../shared/world/rights.ts'
import type { Command, CommandGroup, Context } from '../../../world/commands/command-types.ts'

/** Groups that are about building. */
const OF_WRITING: ReadonlySet<CommandGroup> = new Set(['Make', 'Selected things', 'Select', 'Write'])

export function fits(command: Command, context: Pick<Context, 'mode' | 'right'>): boolean {
  const { group, mode, needs } = command
  if (needs !== undefined && !atLeast(context.right, needs)) return false
  if (isOfWriting(command)) return context.mode === 'write'
  return (mode ?? (group === 'Walk' ? 'walk' : context.mode)) === context.mode
}

/** Whether it is only there while one writes. */
export const isOfWriting = ({ group, mode }: Pick<Command, 'group' | 'mode'>): boolean =>
  mode === 'write' || (mode === undefined && OF_WRITING.has(group))
