// All keys, by their purpose: read from the commands themselves, so that the list is never out of date.
import { Card } from '../../../parts/dialog.tsx'
import { allCommands } from './all-commands.ts'
import { COMMAND_GROUPS, type Command } from '../../../world/commands/command-types.ts'
import { closeOverlay } from '../../../world/commands/overlay.ts'
import { shownKeys } from '../../../device/shortcuts.ts'
import '../../../parts/key.css'
import './key-list.css'

export default function KeyList() {
  const commands = allCommands().filter(({ keys = [] }) => keys.length > 0)
  return (
    <Card title="Keyboard shortcuts" open onClose={closeOverlay} isWide>
      <div className="key-groups">
        {COMMAND_GROUPS.map((group) => (
          <KeyGroup
            key={group}
            title={group}
            commands={commands.filter((command) => command.group === group)}
          />
        ))}
      </div>
    </Card>
  )
}

interface KeyGroupProps {
  readonly title: string
  readonly commands: readonly Command[]
}

function KeyGroup({ title, commands }: KeyGroupProps) {
  if (commands.length === 0) return null
  return (
    <section className="key-group" aria-label={title}>
      <h3 className="part-title">{title}</h3>
      <dl>
        {commands.map(({ id, title, keys = [] }) => (
          <div key={id} className="key-line">
            <dt>{title}</dt>
            <dd>
              {keys.map((written) => (
                <kbd key={written} className="key">
                  {shownKeys(written)}
                </kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
