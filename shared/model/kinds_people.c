// SPDX-License-Identifier: Apache-2.0
#include "shared/model/kinds_people.h"

#include "shared/model/kind_choice.h"
#include "shared/model/kind_field.h"

const struct kind_field kinds_people_person[] = {
    NEEDED_TEXT("name", KIND_SHORT_MAX, "姓名", "name"),
    NEEDED_CHOICE("role", kind_choice_roles, "角色", "role"),
    SHORT("phone", "电话", "phone"),
};

const struct kind_field kinds_people_assignment[] = {
    NEEDED("person", TYPE_RECORD, "人员", "person"),
    NEEDED_CHOICE("role", kind_choice_roles, "角色", "role"),
    NEEDED("active", TYPE_BOOLEAN, "有效", "active"),
};
