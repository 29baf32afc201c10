// Gestures and keys on the floor: not commands of the palette, but a part of the list of keys.
import { BY_HAND, type Command } from '../../../world/commands/command-types.ts'

export const BY_HANDS: readonly Command[] = [
  hand('add', 'Select', 'Add to or remove from the selection', 'Shift+Click'),
  hand('lasso', 'Select', 'Select everything inside a frame', 'Drag'),
  hand('enter', 'Go', 'Go in', 'Double-click'),
  hand('far', 'Selected things', 'Move by one grid line', 'Shift+ArrowRight'),
  hand('near', 'Selected things', 'Move by one pixel', 'Alt+ArrowRight'),
  hand('free', 'Selected things', 'Move without the grid', 'Alt+Drag'),
  hand('into', 'Selected things', 'Put into another thing', 'Drag onto its middle'),
  hand('zoom', 'View', 'Zoom', 'Mod+Wheel'),
]

function hand(id: string, group: Command['group'], title: string, keys: string): Command {
  return { id: `hand-${id}`, title, group, keys: [keys], keysOf: 'pointer', does: BY_HAND }
}
