/** `slimify/knowledge`: sourced facts about packages, base images and package managers, as answers. */
export { acceleratorSign } from './accelerators.js';
export type { AcceleratorSign, SignPlace } from './accelerators.js';
export { listReaders, recommendedBy } from './apt.js';
export type { Fallen, Recommended } from './apt.js';
export { backportOf, inStandardLibrary } from './backports.js';
export type { Backport } from './backports.js';
export { baseImage } from './base-image.js';
export type { BaseImage } from './base-image.js';
export { oldPipOf } from './old-pip.js';
export { categoryOf, isDevelopmentTool } from './categories.js';
export type { Category } from './categories.js';
export { parseImageReference } from './image-reference.js';
export type { ImageReference } from './image-reference.js';
export { cacheFolders, cacheSwitch, managerFacts, switchesCacheOff } from './managers.js';
export type { CacheCost, CacheSwitch, ManagerFacts, ManagerName } from './managers.js';
export { distributionsOf, distributionsOfScript, identityOf, modulesOf, pluginGroupsOf, scriptsOf } from './names.js';
export { isStandardModule } from './standard-library.js';
