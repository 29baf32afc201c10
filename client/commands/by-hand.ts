// What hands and keys do on the floor: not commands of the palette, but a part of the list of keys.
import { BY_HAND, type Command } from './command.ts'

export const BY_HANDS: readonly Command[] = [
  hand('add', 'Select', 'Select one more, or one less', 'Shift+Click'),
  hand('lasso', 'Select', 'Select what a frame is drawn around', 'Drag'),
  hand('enter', 'Go', 'Go in', 'Double click'),
  hand('far', 'Selected things', 'Move by a line of the grid', 'Shift+ArrowRight'),
  hand('near', 'Selected things', 'Move by a pixel', 'Alt+ArrowRight'),
  hand('free', 'Selected things', 'Move without the grid', 'Alt+Drag'),
  hand('into', 'Selected things', 'Put into another thing', 'Drag onto its middle'),
  hand('zoom', 'View', 'Zoom', 'Mod+Wheel'),
]

function hand(id: string, group: Command['group'], title: string, keys: string): Command {
  return { id: `hand-${id}`, title, group, keys: [keys], keysOf: 'pointer', does: BY_HAND }
}
