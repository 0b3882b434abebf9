/**
 * The actions that this runner stands in for, each at the one commit it imitates.
 *
 * The commits are those of the tags named beside them, read from each repository.
 */

/** Stand-ins by slug: the full commit that a workflow must pin, and the tag it belongs to. */
export const standInPins = {
  'actions/checkout': { commit: '3d3c42e5aac5ba805825da76410c181273ba90b1', tag: 'v7.0.1' },
  'actions/setup-node': { commit: '820762786026740c76f36085b0efc47a31fe5020', tag: 'v7.0.0' },
  'actions/upload-artifact': { commit: 'bbbca2ddaa5d8feaa63e36b76fdaad77386f024f', tag: 'v7.0.0' },
  'actions/download-artifact': { commit: '3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c', tag: 'v8.0.1' },
} as const;

/** The slug of an action that has a stand-in. */
export type StandInSlug = keyof typeof standInPins;
