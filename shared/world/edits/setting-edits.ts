// The command for the settings that a thing's code declares.
import type { ArtifactId } from '../address.ts'
import { editable, refuseEdit, write, type Edit, type Edited, type Refused } from './scene-edit.ts'
import { SETTING_TEXT_MAX, SETTINGS_MAX } from '../limits.ts'
import { innerMap, mapIn } from '../scene/scene.ts'
import { isSettingName, parseSetting, settingsIn, type SettingValue } from '../live/setting-values.ts'

/** Sets one of the settings that a thing's code declares; null goes back to the usual value. */
export function setSetting(edit: Edit, id: ArtifactId, name: string, value: SettingValue | null): Edited {
  const found = editable(edit, id)
  if (!found.ok) return found
  if (!isSettingName(name)) return refuseEdit('value', 'There is no setting with that name.')
  if (value === null) return write(edit, () => mapIn(found.map, 'settings')?.delete(name))
  const refused = checkSetting(value)
  if (refused !== null) return refused
  const set = settingsIn(found.map)
  if (!Object.hasOwn(set, name) && Object.keys(set).length >= SETTINGS_MAX) {
    return refuseEdit('count', `A thing has at most ${SETTINGS_MAX} settings.`)
  }
  return write(edit, () => innerMap(found.map, 'settings').set(name, parseSetting(value)))
}

function checkSetting(value: SettingValue): Refused | null {
  if (typeof value === 'string' && value.length > SETTING_TEXT_MAX) {
    return refuseEdit('value', `The text of a setting has at most ${SETTING_TEXT_MAX} characters.`)
  }
  return parseSetting(value) === null
    ? refuseEdit('value', 'A setting is a number, a text, or yes or no.')
    : null
}
